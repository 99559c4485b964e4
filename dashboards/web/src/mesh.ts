/** Asks for the graph, again and again while the range is live, and hands it around. */
import { ALERTS } from './alerts';
import { isAbort, told, topology, type ApiError } from './api';
import { ALL } from './boxes';
import { isWide } from './dom';
import type { Graph } from './graph';
import type { Notice } from './notice';
import type { AlertsPanel } from './panel/alerts';
import type { Panel } from './panel/panel';
import { build, type Scene } from './scene';
import type { Status } from './status';
import type { Store, ViewState } from './state';
import type { Timeline } from './timeline';
import type { Toolbar } from './toolbar';
import type { ServiceGraph } from './types';

/** As often as there is a new window of data. */
const REFRESH_MILLIS = 10_000;

interface Parts {
  store: Store;
  graph: Graph;
  panel: Panel;
  alerts: AlertsPanel;
  status: Status;
  toolbar: Toolbar;
  timeline: Timeline;
}

export class Mesh {
  private readonly notice: Notice;
  private abort = new AbortController();
  private timer = 0;
  private answer: ServiceGraph | undefined;
  private answeredAt: number | undefined;
  /** Why the newest question has no answer; what is shown is older then. */
  private failure: ApiError | undefined;
  private scene: Scene | undefined;
  private selected = '';

  constructor(private readonly parts: Parts, notice: (retry: () => void) => Notice) {
    this.notice = notice(() => void this.ask());
    parts.store.onChange((state, before) => this.changed(state, before));
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) {
        void this.ask();
      }
    });
  }

  start(): void {
    const state = this.parts.store.get();
    this.parts.timeline.draw(state);
    this.parts.toolbar.draw(state, undefined);
    void this.ask();
  }

  /** Places everything anew, as if it were seen for the first time. */
  replace(): void {
    this.parts.graph.forget();
    void this.show(this.parts.store.get());
  }

  /** Opens all boxes if any is folded, otherwise folds all. */
  toggleBoxes(): void {
    const boxes = this.scene?.boxes ?? [];
    const isFolding = !boxes.some((box) => box.isFolded);
    this.parts.store.update({
      open: isFolding ? [] : [ALL], fold: isFolding ? [ALL] : [], selected: '',
    });
  }

  private changed(state: ViewState, before: ViewState): void {
    this.parts.timeline.draw(state, this.answer?.range);
    const isOtherQuestion = state.range !== before.range || state.groupBy !== before.groupBy
      || state.reporter !== before.reporter
      || state.classes.join() !== before.classes.join();
    if (isOtherQuestion || this.answer === undefined) {
      this.parts.status.asking();
      void this.ask();
    } else {
      void this.show(state).catch((failure: unknown) => this.failed(failure));
    }
  }

  private async ask(): Promise<void> {
    clearTimeout(this.timer);
    this.abort.abort();
    this.abort = new AbortController();
    const state = this.parts.store.get();
    const { signal } = this.abort;
    try {
      this.answer = await topology(state, signal);
      this.answeredAt = Date.now();
      this.failure = undefined;
      await this.show(this.parts.store.get());
      if (signal.aborted) {
        return; // the next answer is on its way
      }
      this.parts.status.answered(this.answer.completeness, state.range);
    } catch (failure) {
      if (isAbort(failure)) {
        return;
      }
      this.failed(failure);
    }
    if (!signal.aborted) {
      this.timer = window.setTimeout(() => this.again(), REFRESH_MILLIS);
    }
  }

  private failed(failure: unknown): void {
    this.failure = told(failure);
    if (this.failure !== failure) {
      console.error(failure);
    }
    this.parts.status.failed(this.failure);
    this.notice.failed(this.failure, this.answeredAt);
  }

  /** The past does not change, but what failed is asked for again. */
  private again(): void {
    const isNew = this.parts.store.get().range.kind === 'live' || this.failure !== undefined;
    if (isNew && !document.hidden) {
      void this.ask();
    }
  }

  private async show(state: ViewState): Promise<void> {
    const { answer, parts } = this;
    if (answer === undefined) {
      return;
    }
    const scene = build(answer, state);
    this.scene = scene;
    const boxes = scene.boxes.map((box) => `${box.name}=${box.isFolded}`).join();
    const shape = [state.groupBy, state.boxes, boxes, state.focus, isWide()].join(' ');
    await parts.graph.show(scene, shape);
    if (state !== parts.store.get()) {
      return; // another change is being shown already
    }
    parts.graph.select(state.selected);
    if (state.selected !== this.selected) {
      this.selected = state.selected;
      parts.graph.reveal(state.selected);
    }
    parts.toolbar.draw(state, scene.problem);
    parts.timeline.draw(state, answer.range);
    parts.timeline.showTraffic(answer, state);
    parts.panel.show(answer, state);
    parts.alerts.show(answer);
    if (this.failure === undefined) {
      this.notice.answered(scene, state);
    }
    document.title = title(state, parts.graph, answer);
  }
}

function title(state: ViewState, graph: Graph, answer: ServiceGraph): string {
  if (state.selected === ALERTS) {
    return 'Alerts · Meshscope';
  }
  const edge = answer.edges.find((one) => one.id === state.selected);
  const name = (id: string | undefined): string | undefined =>
    answer.nodes.find((one) => one.id === id)?.name;
  const what = edge === undefined
    ? graph.node(state.selected)?.title ?? name(state.selected)
    : `${name(edge.source)} → ${name(edge.destination)}`;
  return what === undefined ? 'Meshscope' : `${what} · Meshscope`;
}
