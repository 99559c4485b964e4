/** The whole picture in figures: what fails, what is slow, what is busy, and every edge. */
import { h } from '../dom';
import { redness } from '../scales';
import type { SceneEdge } from '../scene';
import { tally } from '../tally';
import type { ViewState } from '../state';
import type { GraphEdge } from '../types';
import { percent, plural, rate } from '../units';
import type { Answer, Surroundings, View } from './panel';
import { arrowed, block, callTable, edgeKind, figures, head, nodeName, refill, type CallRow }
  from './parts';

const TOP = 5;

/** A quantile of fewer requests says little about what is slow. */
const SLOW_COUNT_LEAST = 10;

export class Overview implements View {
  private isListing = false;

  constructor(private readonly element: HTMLElement, private readonly around: Surroundings) {}

  update(answer: Answer, state: ViewState): void {
    const scene = this.around.graph.edges;
    const edges = this.around.graph.shown;
    const entering = tally(edges.filter((edge) => edge.entry !== undefined));
    const all = tally(edges);
    const nodes = new Set(edges.flatMap((edge) => [edge.source, edge.destination])).size;
    const hidden = answer.graph.edges.length - edges.length;
    refill(this.element,
      head([state.focus === '' ? 'The whole mesh' : 'Neighborhood'], [
        { text: plural(nodes, 'node', 'nodes') },
        { text: plural(edges.length, 'edge', 'edges') },
        ...(hidden > 0 ? [{ text: `${hidden} hidden` }] : []),
      ], []),
      h('div', { class: 'block' }, figures([
        ['Calls', rate(all.rate)],
        ['Failing', percent(all.errorRatio), redness(all.errorRatio ?? 0) > 0],
        ['Entering', rate(entering.rate)],
        ['Failing', percent(entering.errorRatio), redness(entering.errorRatio ?? 0) > 0],
      ])),
      ...this.lists(edges, answer),
      this.list(scene, answer));
  }

  recolor(): void {}

  close(): void {}

  private lists(edges: readonly GraphEdge[], answer: Answer): Element[] {
    const failing = edges
      .filter((edge) => redness(edge.errorRatio ?? 0) > 0)
      .sort((a, b) => b.errors - a.errors);
    const slow = edges
      .filter((edge) => (edge.latency?.count ?? 0) >= SLOW_COUNT_LEAST && edge.protocol !== 'tcp')
      .sort((a, b) => (b.latency?.p99Millis ?? 0) - (a.latency?.p99Millis ?? 0));
    const busy = [...edges].sort((a, b) => b.requests - a.requests);
    const lists: [string, string, GraphEdge[]][] = [
      ['Failing most', 'by number of errors', failing],
      ['Slowest', 'by 99th percentile', slow],
      ['Busiest', 'by requests', busy],
    ];
    return lists.filter(([, , found]) => found.length > 0).map(([title, by, found]) =>
      block(title, by, callTable('Call',
        found.slice(0, TOP).map((edge) => this.row(edge, answer, title)))));
  }

  /** Every edge that is drawn, for those who read rather than look. */
  private list(scene: readonly SceneEdge[], answer: Answer): Element {
    const toggle = h('button', {
      class: 'button', type: 'button', 'data-key': 'all-edges',
      'aria-expanded': String(this.isListing),
      onclick: () => {
        this.isListing = !this.isListing;
        this.update(answer, this.around.store.get());
      },
    }, this.isListing ? 'Hide the list' : `List all ${scene.length} edges drawn`);
    const rows = scene.map((one) => this.sceneRow(one, answer))
      .sort((a, b) => b.tally.requests - a.tally.requests);
    return h('div', { class: 'block', id: 'all-edges' }, scene.length > 0 && toggle,
      this.isListing && callTable('Call', rows));
  }

  private row(edge: GraphEdge, answer: Answer, list: string): CallRow {
    const kind = edgeKind(edge);
    const names = arrowed(nodeName(answer.nodes.get(edge.source)),
      nodeName(answer.nodes.get(edge.destination)));
    return {
      key: `${list} ${edge.id}`,
      label: [...names, kind !== '' && h('span', { class: 'quiet' }, ` ${kind}`)],
      tally: tally([edge]),
      ...(edge.latency === undefined ? {} : { p99Millis: edge.latency.p99Millis }),
      open: () => this.around.store.update({ selected: edge.id }),
    };
  }

  private sceneRow(one: SceneEdge, answer: Answer): CallRow {
    const [first] = one.edges;
    if (one.edges.length === 1 && first !== undefined) {
      return this.row(first, answer, 'all');
    }
    const title = (id: string): string => this.around.graph.node(id)?.title ?? id;
    return {
      key: `all ${one.id}`,
      label: [...arrowed(title(one.source), title(one.target)),
        h('span', { class: 'quiet' }, ` ${one.edges.length} edges`)],
      tally: one.tally,
      open: () => this.around.store.update({ selected: one.id }),
    };
  }
}
