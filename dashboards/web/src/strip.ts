/**
 * What the bar of time shows behind its window: how one edge's traffic went over the whole bar.
 * Without a selection that is the busiest way in.
 */
import * as api from './api';
import { h, s } from './dom';
import type { ViewState } from './state';
import { fixed, parseLength } from './time';
import type { GoldenSignals, GraphEdge, ServiceGraph, SignalSeries } from './types';

/** As long as the bar shows about the same time, it is asked for this often. */
const STALE_SHARE = 0.02;

const HEIGHT = 20;

interface Span {
  from: number;
  to: number;
}

export class Strip {
  readonly element = s('svg', {
    class: 'strip', viewBox: `0 0 1 ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true',
  });
  readonly caption = h('span', { class: 'caption' });
  private abort = new AbortController();
  private asked = '';
  private askedFor: Span = { from: 0, to: 0 };
  private drawn: Span | undefined;

  /** Asks for what the bar shows, unless it was just asked. */
  async ask(answer: ServiceGraph, state: ViewState, span: Span, place: () => void): Promise<void> {
    const edge = subject(answer, state.selected);
    if (edge === undefined || !this.isNew(edge.id, span)) {
      return;
    }
    this.abort.abort();
    this.abort = new AbortController();
    const range = fixed(span.from, span.to);
    try {
      const series = await api.edgeSignals(edge.id, { ...state, range }, 'best', this.abort.signal);
      this.draw(series);
      this.caption.textContent = named(edge, answer);
      place();
    } catch (failure) {
      if (!api.isAbort(failure)) {
        this.asked = '';
        this.clear(); // the graph's own notice says what is wrong
      }
    }
  }

  /** Where it belongs on a bar that shows a span, as shares of its width. */
  position(span: Span): { left: number; width: number } {
    const { from, to } = this.drawn ?? span;
    const length = span.to - span.from;
    return { left: (from - span.from) / length, width: (to - from) / length };
  }

  private isNew(id: string, span: Span): boolean {
    const length = span.to - span.from;
    const drift = Math.max(
      Math.abs(span.from - this.askedFor.from), Math.abs(span.to - this.askedFor.to));
    if (id === this.asked && drift < length * STALE_SHARE) {
      return false;
    }
    this.asked = id;
    this.askedFor = span;
    return true;
  }

  private draw(series: SignalSeries): void {
    const { points } = series;
    const most = Math.max(1e-9, ...points.map((point) => point.requestsPerSecond ?? 0));
    const span = { from: Date.parse(series.range.from), to: Date.parse(series.range.to) };
    const share = (millis: number): number => millis / (span.to - span.from);
    const width = share((parseLength(series.step) ?? 0) * 1000);
    const columns = (height: (point: GoldenSignals) => number): string => points
      .map((point) => ({
        x: share(Date.parse(point.at ?? '') - span.from), size: (height(point) / most) * HEIGHT,
      }))
      .filter(({ size }) => size > 0)
      .map(({ x, size }) => `M${x} ${HEIGHT}v${-size}h${width}v${size}z`)
      .join('');
    this.element.replaceChildren(
      s('path', { class: 'requests', d: columns((point) => point.requestsPerSecond ?? 0) }),
      s('path', {
        class: 'errors',
        d: columns((point) => (point.requestsPerSecond ?? 0) * (point.errorRatio ?? 0)),
      }));
    this.drawn = span;
  }

  private clear(): void {
    this.element.replaceChildren();
    this.caption.textContent = '';
  }
}

/** The edge that is selected, else the busiest that comes from outside, else the busiest. */
function subject(answer: ServiceGraph, selected: string): GraphEdge | undefined {
  return answer.edges.find((edge) => edge.id === selected)
    ?? answer.edges.find((edge) => edge.destination === selected)
    ?? answer.edges.find((edge) => edge.entry !== undefined)
    ?? answer.edges[0];
}

function named(edge: GraphEdge, answer: ServiceGraph): string {
  const name = (id: string): string => answer.nodes.find((node) => node.id === id)?.name ?? '';
  return `${name(edge.source)} → ${name(edge.destination)}`;
}
