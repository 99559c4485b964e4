/** One node: calls to it and by it, its service's golden signals, and who is on the other end. */
import * as api from '../api';
import { withBox } from '../boxes';
import { fill, h } from '../dom';
import { redness } from '../scales';
import { EXITS, isUnanswered } from '../scene';
import type { ViewState } from '../state';
import { tally } from '../tally';
import { fixed } from '../time';
import type {
  GraphEdge, GraphNode, Grouping, ServiceDetail, ServiceName, SignalSeries,
} from '../types';
import { count, percent, plural, rate } from '../units';
import { versionBars } from './edge-parts';
import { Questions } from './loading';
import type { Answer, Surroundings, View } from './panel';
import { block, callTable, edgeKind, figures, head, nodeName, refill, type CallRow, type Fact }
  from './parts';
import { SignalPlots } from './signal-plots';

/** What a node of the scene stands for. */
interface Subject {
  title: string;
  members: GraphNode[];
  into: GraphEdge[];
  outOf: GraphEdge[];
}

export class NodePanel implements View {
  private readonly title = h('div');
  private readonly figures = h('div', { class: 'block' });
  private readonly calls = h('div');
  private readonly series = h('div');
  private readonly about = h('p', { class: 'note' });
  private readonly versions = h('div');
  private readonly notice = h('div', { class: 'block' });
  private readonly plots: SignalPlots;
  private readonly questions = new Questions(this.notice);

  constructor(
    element: HTMLElement,
    private readonly around: Surroundings,
    private readonly id: string,
  ) {
    this.plots = new SignalPlots(() => around.theme.palette(), (from, to) =>
      around.store.update({ range: fixed(from, to) }));
    fill(this.series, h('div', { class: 'block' }, this.about), ...this.plots.elements);
    this.series.hidden = true;
    fill(element, this.title, this.figures, this.notice, this.calls, this.series, this.versions);
  }

  update(answer: Answer, state: ViewState): void {
    const subject = this.subject(answer);
    const [into, outOf] = [tally(subject.into), tally(subject.outOf)];
    refill(this.title, this.head(subject, state));
    refill(this.figures, figures([
      ['Calls to it', rate(into.rate)],
      ['Failing', percent(into.errorRatio), redness(into.errorRatio ?? 0) > 0],
      ['Calls by it', rate(outOf.rate)],
      ['Failing', percent(outOf.errorRatio), redness(outOf.errorRatio ?? 0) > 0],
    ]));
    refill(this.calls,
      this.table('Callers', subject.into, 'source', answer),
      this.table('Callees', subject.outOf, 'destination', answer));
    this.ask(subject, state);
  }

  recolor(): void {
    this.plots.recolor();
  }

  close(): void {
    this.questions.close();
    this.plots.close();
  }

  private subject(answer: Answer): Subject {
    const { graph } = this.around;
    const node = graph.node(this.id);
    const own = answer.nodes.get(this.id);
    const members = node?.members ?? (own === undefined ? [] : [own]);
    const ids = new Set(members.map((member) => member.id));
    const drawn = graph.edges;
    if (node === undefined) {
      const { edges } = answer.graph;
      return {
        title: own?.name ?? this.id, members,
        into: edgesOf(edges, 'destination', ids), outOf: edgesOf(edges, 'source', ids),
      };
    }
    return {
      title: node.title, members,
      into: drawn.filter((edge) => edge.target === node.id).flatMap((edge) => edge.edges),
      outOf: drawn.filter((edge) => edge.source === node.id).flatMap((edge) => edge.edges),
    };
  }

  private head(subject: Subject, state: ViewState): Element {
    const { store } = this.around;
    const isBox = this.id.startsWith('box:');
    const isFocused = state.focus === this.id;
    const focus = h('button', {
      class: 'button', type: 'button', 'data-key': 'focus', 'aria-pressed': String(isFocused),
      onclick: () => store.update({ focus: isFocused ? '' : this.id }),
    }, isFocused ? 'Show everything' : 'Show only its neighborhood');
    const open = h('button', {
      class: 'button', type: 'button', 'data-key': 'open',
      onclick: () => store.update({ ...withBox(state, subject.title, false), selected: '' }),
    }, 'Open the box');
    const isPlain = subject.members.length === 1 && subject.members[0]?.id === this.id;
    return head([subject.title], this.facts(subject, state.groupBy), [isBox && open, isPlain && focus],
      () => store.update({ selected: '' }));
  }

  private facts(subject: Subject, groupBy: Grouping): Fact[] {
    const [only] = subject.members;
    if (only === undefined || subject.members.length > 1) {
      return [{ text: plural(subject.members.length, 'node', 'nodes') }];
    }
    const exit = /^exit:([^:]+):/.exec(this.id)?.[1];
    return [
      { text: isUnanswered(only, groupBy) ? 'service, no workload answered' : only.kind },
      ...(exit === undefined ? [] : [{ text: `by ${EXITS[exit] ?? exit}` }]),
      ...(only.namespace === undefined ? [] : [{ text: only.namespace, title: 'Namespace' }]),
      ...(only.version === undefined ? [] : [{ text: only.version, title: 'Version' }]),
      ...(only.cluster === undefined ? [] : [{ text: only.cluster, title: 'Cluster' }]),
    ];
  }

  private table(
    title: string, edges: GraphEdge[], end: 'source' | 'destination', answer: Answer,
  ): Element | null {
    if (edges.length === 0) {
      return null;
    }
    const rows = edges.map((edge): CallRow => ({
      key: edge.id,
      label: [nodeName(answer.nodes.get(edge[end])),
        h('span', { class: 'quiet' }, ` ${edgeKind(edge)}`)],
      tally: tally([edge]),
      ...(edge.latency === undefined ? {} : { p99Millis: edge.latency.p99Millis }),
      open: () => this.around.store.update({ selected: edge.id }),
    })).sort((a, b) => b.tally.requests - a.tally.requests);
    return block(title, `${count(rows.length)}`, callTable('Call', rows, 50));
  }

  /** The API knows golden signals of services: those of the one that it is called as. */
  private ask(subject: Subject, state: ViewState): void {
    const service = theOnlyService(subject.into);
    this.series.hidden = service === undefined;
    if (service === undefined) {
      fill(this.versions);
      return;
    }
    void this.questions.ask((signal) => Promise.all([
      api.serviceSignals(service, state, signal), api.service(service, state, signal),
    ]), (answers) => this.show(service, ...answers));
  }

  private show(service: ServiceName, signals: SignalSeries, detail: ServiceDetail): void {
    const name = service.namespace === undefined
      ? service.name
      : `${service.name}.${service.namespace}`;
    const workloads = plural(detail.versions.length, 'workload', 'workloads');
    fill(this.about, 'Over time: all calls to the service ', h('b', {}, name),
      detail.versions.length > 1 ? `, which ${workloads} answer.` : '.');
    this.plots.update(signals);
    refill(this.versions, versionBars(detail));
  }
}

function theOnlyService(edges: readonly GraphEdge[]): ServiceName | undefined {
  const services = edges.map((edge) => edge.service).filter((one) => one !== undefined);
  const names = new Set(services.map((one) => `${one.namespace ?? ''}/${one.name}`));
  return names.size === 1 ? services[0] : undefined;
}

/** Edges that have one of the nodes at an end. */
function edgesOf(
  edges: readonly GraphEdge[], end: 'source' | 'destination', ids: Set<string>,
): GraphEdge[] {
  return edges.filter((edge) => ids.has(edge[end]));
}
