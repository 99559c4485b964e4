/** The bar at the bottom: how long a range, and when; the window on it can be dragged. */
import { fill, h } from './dom';
import { Ends } from './ends';
import type { Store, ViewState } from './state';
import {
  bounds, clock, clocks, endingAt, formatLength, horizonSeconds, lengthSeconds, parseLength,
  PRESETS, timeTicks, type Range,
} from './time';
import { Strip } from './strip';
import type { AnsweredRange, ServiceGraph } from './types';

/** While the window is dragged, the past is asked for this often. */
const DRAG_MILLIS = 250;

export class Timeline {
  private readonly track = h('div', { class: 'track' });
  private readonly window = h('div', { class: 'window', role: 'slider', tabindex: 0 });
  private readonly presets = h('div', { class: 'segments', role: 'group',
    'aria-label': 'Length of the range' });
  private readonly ends: Ends;
  private readonly strip = new Strip();
  private readonly live = h('button', { class: 'button', type: 'button' }, 'Live');
  /** The right end of the track while the window is dragged; it must not move then. */
  private held: number | undefined;
  private askedAt = 0;

  constructor(element: HTMLElement, private readonly store: Store) {
    this.ends = new Ends(store);
    fill(element, this.presets, this.track, this.ends.element, this.live);
    this.live.addEventListener('click', () => this.goLive());
    this.track.addEventListener('pointerdown', (event) => this.grab(event));
    this.window.addEventListener('keydown', (event) => this.key(event));
    this.makePresets();
    new ResizeObserver(() => this.draw(this.store.get())).observe(this.track);
  }

  /** Shows the range that is asked for, and the one that was answered. */
  draw(state: ViewState, answered?: AnsweredRange): void {
    const { range } = state;
    for (const button of this.presets.querySelectorAll('button')) {
      const isChosen = parseLength(button.dataset['length'] ?? '') === lengthSeconds(range);
      button.setAttribute('aria-pressed', String(isChosen));
    }
    this.live.setAttribute('aria-pressed', String(range.kind === 'live'));
    this.drawTrack(range);
    this.drawWhen(range, answered);
  }

  /** Shows how traffic went over the whole bar. */
  showTraffic(answer: ServiceGraph, state: ViewState): void {
    if (this.held === undefined) {
      const place = (): void => this.drawTrack(this.store.get().range);
      void this.strip.ask(answer, state, this.span(state.range), place);
    }
  }

  /** Moves the range by so many of its own lengths. */
  step(lengths: number): void {
    const { range } = this.store.get();
    const now = Date.now();
    const to = bounds(range, now).to + lengths * lengthSeconds(range) * 1000;
    this.store.update({ range: endingAt(range, to, now) }, range.kind === 'fixed');
  }

  goLive(): void {
    const { range } = this.store.get();
    const seconds = PRESETS.find((preset) => preset.seconds >= lengthSeconds(range))?.seconds;
    this.store.update({ range: { kind: 'live', seconds: seconds ?? lengthSeconds(range) } });
  }

  private makePresets(): void {
    fill(this.presets, ...PRESETS.map((preset) => h('button', {
      type: 'button', 'data-length': preset.text, onclick: () => this.choose(preset.seconds),
    }, preset.text)));
  }

  private choose(seconds: number): void {
    const { range } = this.store.get();
    const { to } = bounds(range, Date.now());
    this.store.update({
      range: range.kind === 'live'
        ? { kind: 'live', seconds }
        : { kind: 'fixed', fromMillis: to - seconds * 1000, toMillis: to },
    });
  }

  /** The whole track: usually it ends now; further back it has the range in its middle. */
  private span(range: Range): { from: number; to: number } {
    const now = Date.now();
    const length = horizonSeconds(range) * 1000;
    const window = bounds(range, now);
    const to = this.held
      ?? (window.from < now - length ? Math.min(now, window.to + length / 2) : now);
    return { from: to - length, to };
  }

  private drawTrack(range: Range): void {
    const span = this.span(range);
    const position = (at: number): number => (100 * (at - span.from)) / (span.to - span.from);
    const window = bounds(range, Date.now());
    const left = Math.max(0, position(window.from));
    this.window.style.left = `${left}%`;
    this.window.style.width = `${Math.max(0, Math.min(100, position(window.to)) - left)}%`;
    this.window.classList.toggle('live', range.kind === 'live');
    this.describe(range, span);
    const ticksMax = Math.max(2, Math.floor(this.track.clientWidth / 90));
    const ticks = timeTicks(span.from, span.to, ticksMax)
      .filter((at) => position(at) > 2 && position(at) < 98)
      .map((at) => {
        const tick = h('span', { class: 'tick', 'aria-hidden': 'true' },
          clock(at, Date.now(), false));
        tick.style.left = `${position(at)}%`;
        return tick;
      });
    // The window stays in the document: it may have the focus, or be dragged.
    this.track.querySelectorAll('.tick').forEach((old) => old.remove());
    this.track.prepend(...ticks);
    if (!this.window.isConnected) {
      const { element, caption } = this.strip;
      this.track.append(h('div', { class: 'rail' }), element, caption, this.window);
    }
    const { left: start, width } = this.strip.position(span);
    const { style } = this.strip.element;
    style.left = `${100 * start}%`;
    style.width = `${100 * width}%`;
    // What is older than the bar shows is cut off.
    style.clipPath = `inset(0 0 0 ${Math.max(0, (-100 * start) / width)}%)`;
  }

  private describe(range: Range, span: { from: number; to: number }): void {
    const { from, to } = bounds(range, Date.now());
    const now = Date.now();
    const attributes: [string, string][] = [
      ['aria-label', 'Time range'],
      ['aria-valuemin', String(Math.round(span.from / 1000))],
      ['aria-valuemax', String(Math.round(span.to / 1000))],
      ['aria-valuenow', String(Math.round(to / 1000))],
      ['aria-valuetext', `${clock(from, now)} to ${clock(to, now)}`],
    ];
    attributes.forEach(([name, value]) => this.window.setAttribute(name, value));
  }

  private drawWhen(range: Range, answered?: AnsweredRange): void {
    const now = Date.now();
    const { from, to } = bounds(range, now);
    const title = range.kind === 'live'
      ? `Last ${formatLength(range.seconds)}`
      : clocks(from, to, now);
    const detail = answered === undefined ? '' : `in steps of ${answered.resolution}`;
    fill(this.ends.summary, h('strong', {}, title), h('br'),
      h('span', { class: 'quiet' }, range.kind === 'live' ? `until now, ${detail}` : detail));
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -6, PageUp: 6,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      this.step(step);
    } else if (event.key === 'End') {
      event.preventDefault();
      this.goLive();
    }
  }

  private grab(event: PointerEvent): void {
    const { range } = this.store.get();
    const span = this.span(range);
    const scale = (span.to - span.from) / Math.max(1, this.track.clientWidth);
    const at = span.from + (event.clientX - this.track.getBoundingClientRect().left) * scale;
    const window = bounds(range, Date.now());
    const isOnWindow = event.target === this.window;
    const length = lengthSeconds(range) * 1000;
    const start = isOnWindow ? window.to : at + length / 2;
    this.held = span.to;
    this.track.setPointerCapture(event.pointerId);
    this.window.classList.add('dragged');
    this.window.focus({ preventScroll: true });
    event.preventDefault();
    const origin = event.clientX;
    let isFirst = true;
    const go = (x: number, isLast: boolean): void => {
      this.move(range, start + (x - origin) * scale, isFirst, isLast);
      isFirst = false;
    };
    if (!isOnWindow) {
      go(origin, true);
    }
    const moved = (next: PointerEvent): void => go(next.clientX, false);
    const released = (last: PointerEvent): void => {
      this.track.removeEventListener('pointermove', moved);
      this.track.removeEventListener('pointerup', released);
      this.track.removeEventListener('pointercancel', released);
      this.window.classList.remove('dragged');
      this.held = undefined;
      go(last.clientX, true);
      this.draw(this.store.get());
    };
    this.track.addEventListener('pointermove', moved);
    this.track.addEventListener('pointerup', released);
    this.track.addEventListener('pointercancel', released);
  }

  /** One drag is one step of the back button, however often the past is asked for. */
  private move(range: Range, to: number, isFirst: boolean, isLast: boolean): void {
    const now = Date.now();
    const next = endingAt(range, to, now);
    this.drawTrack(next);
    this.drawWhen(next);
    if (isLast || now - this.askedAt > DRAG_MILLIS) {
      this.askedAt = now;
      this.store.update({ range: next }, !isFirst);
    }
  }
}
