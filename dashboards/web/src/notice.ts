/** What is said over the graph: nothing there, nothing left, or no answer. */
import type { ApiError } from './api';
import { byId, fill, h } from './dom';
import type { Scene } from './scene';
import type { Store, ViewState } from './state';
import { clock } from './time';
import { duration } from './units';

export class Notice {
  private readonly element = byId('notice');

  constructor(private readonly store: Store, private readonly retry: () => void) {}

  answered(scene: Scene, state: ViewState): void {
    if (scene.shown.length > 0) {
      fill(this.element, state.focus === '' ? null : this.focused(state));
    } else if (scene.edgesHidden > 0) {
      fill(this.element, this.hidden(scene));
    } else {
      fill(this.element, this.empty(state));
    }
  }

  failed(error: ApiError, answeredAtMillis: number | undefined): void {
    const now = Date.now();
    const since = answeredAtMillis === undefined
      ? null
      : h('span', { class: 'quiet' }, ` Shown is ${clock(answeredAtMillis, now)}, `
        + `${duration((now - answeredAtMillis) / 1000)} ago.`);
    fill(this.element, h('div', { class: 'banner bad' },
      h('span', {}, h('strong', {}, `${error.title}.`), ` ${error.detail}`, since),
      this.button('Try again', this.retry)));
  }

  private focused(state: ViewState): Element {
    const calls = state.depth === 1 ? 'one call' : `${state.depth} calls`;
    return h('div', { class: 'banner' }, `Only what is ${calls} away`,
      ...[1, 2, 3].filter((depth) => depth !== state.depth)
        .map((depth) => this.button(String(depth), () => this.store.update({ depth }))),
      this.button('Show everything', () => this.store.update({ focus: '' })));
  }

  private hidden(scene: Scene): Element {
    return h('div', { class: 'empty' },
      h('h2', {}, 'The search hides everything'),
      h('p', {}, `${scene.edgesHidden} edges had requests in this range.`),
      this.button('Clear the search', () => this.store.update({ query: '', focus: '' })));
  }

  private empty(state: ViewState): Element {
    const isLive = state.range.kind === 'live';
    return h('div', { class: 'empty' },
      h('h2', {}, 'No requests in this range'),
      h('p', {}, isLive
        ? 'Point the access log service of your Envoys, or the syslog of your NGINX, at this'
          + ' Meshscope: the first edges show up within seconds.'
        : 'Nobody called anybody then, or it is longer ago than traffic is kept.'),
      isLive ? null : this.button('Back to now', () =>
        this.store.update({ range: { kind: 'live', seconds: 300 } })));
  }

  private button(text: string, act: () => void): Element {
    return h('button', { class: 'button', type: 'button', onclick: act }, text);
  }
}
