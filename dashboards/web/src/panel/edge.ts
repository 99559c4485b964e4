/** One edge: its figures, plots over time, causes, both sides, latency heatmap and versions. */
import * as api from '../api';
import { fill, h } from '../dom';
import { redness } from '../scales';
import { ENTRIES, EXITS } from '../scene';
import { sideOf, type ViewState } from '../state';
import { fixed } from '../time';
import type { GraphEdge, LatencyDistribution, Reporter, ServiceDetail, SignalSeries }
  from '../types';
import { byteRate, count, millis, percent, rate } from '../units';
import { causeBars, responseBars, sidesTable, versionBars } from './edge-parts';
import { Heatmap } from './heatmap';
import { Questions } from './loading';
import type { Answer, Surroundings, View } from './panel';
import { arrowed, block, figures, head, nodeName, refill, type Fact } from './parts';
import { SignalPlots } from './signal-plots';

interface Details {
  chosen: SignalSeries;
  source: SignalSeries;
  destination: SignalSeries;
  latency: LatencyDistribution;
  service: ServiceDetail | undefined;
}

const SIDES: [Reporter, string][] = [
  ['best', 'Best'], ['source', 'Caller'], ['destination', 'Callee'],
];

export class EdgePanel implements View {
  private readonly title = h('div');
  private readonly figures = h('div', { class: 'block' });
  private readonly lists = h('div');
  private readonly versions = h('div');
  private readonly sides = h('div');
  private readonly notice = h('div', { class: 'block' });
  private readonly plots: SignalPlots;
  private readonly heatmap: Heatmap;
  private readonly questions = new Questions(this.notice);

  constructor(
    element: HTMLElement,
    private readonly around: Surroundings,
    private readonly id: string,
  ) {
    const palette = (): ReturnType<typeof around.theme.palette> => around.theme.palette();
    this.plots = new SignalPlots(palette, (from, to) =>
      around.store.update({ range: fixed(from, to) }));
    this.heatmap = new Heatmap(palette);
    const heat = block('Latency distribution', 'requests by duration', this.heatmap.element);
    const names = ['Rate', 'Errors', 'p50', 'p90', 'p99'];
    fill(this.figures, figures(names.map((name) => [name, '–'])));
    fill(element, this.title, this.figures, this.notice, ...this.plots.elements, heat, this.lists,
      this.sides, this.versions);
  }

  update(answer: Answer, state: ViewState): void {
    const edge = answer.graph.edges.find((one) => one.id === this.id);
    if (edge === undefined) {
      return;
    }
    refill(this.title, this.head(edge, answer, sideOf(state)));
    this.ask(edge, state);
  }

  recolor(): void {
    this.plots.recolor();
    this.heatmap.recolor();
  }

  close(): void {
    this.questions.close();
    this.plots.close();
  }

  private ask(edge: GraphEdge, state: ViewState): void {
    void this.questions.ask(async (signal): Promise<Details> => {
      const side = sideOf(state);
      const named = edge.service;
      const [source, destination, chosen, latency, service] = await Promise.all([
        api.edgeSignals(edge.id, state, 'source', signal),
        api.edgeSignals(edge.id, state, 'destination', signal),
        api.edgeSignals(edge.id, state, side, signal),
        api.edgeLatency(edge.id, state, side, signal),
        named === undefined ? undefined : serviceOrNone(api.service(named, state, signal)),
      ]);
      return { chosen, source, destination, latency, service };
    }, (details) => this.show(edge, details));
  }

  private show(edge: GraphEdge, details: Details): void {
    const { total } = details.chosen;
    const { latency } = total;
    refill(this.figures, figures([
      ['Rate', rate(total.requestsPerSecond)],
      ['Errors', percent(total.errorRatio), redness(total.errorRatio ?? 0) > 0],
      ['p50', millis(latency?.p50Millis)],
      ['p90', millis(latency?.p90Millis)],
      ['p99', millis(latency?.p99Millis)],
    ]), h('p', { class: 'note' }, [
      `${count(total.requests)} requests`,
      ...(latency === undefined ? [] : [`quantiles within ${percent(latency.relativeError)}`]),
      `${byteRate(total.bytesReceivedPerSecond)} in, ${byteRate(total.bytesSentPerSecond)} out`,
    ].join(' · ')));
    this.plots.update(details.chosen);
    this.heatmap.update(details.latency);
    refill(this.lists, causeBars(edge), responseBars(edge));
    refill(this.sides, sidesTable(edge, details.source, details.destination));
    refill(this.versions, details.service === undefined ? null : versionBars(details.service));
  }

  private head(edge: GraphEdge, answer: Answer, side: Reporter): Element {
    const title = arrowed(nodeName(answer.nodes.get(edge.source)),
      nodeName(answer.nodes.get(edge.destination)));
    return head(title, facts(edge), [this.sideSwitch(side)],
      () => this.around.store.update({ selected: '' }));
  }

  private sideSwitch(chosen: Reporter): Element {
    return h('div', { class: 'switch', role: 'group', 'aria-label': 'Whose view' },
      ...SIDES.map(([side, text]) => h('button', {
        type: 'button', 'aria-pressed': String(side === chosen), 'data-key': `side ${side}`,
        title: side === 'best' ? 'Each call once: by its caller if it reported' : undefined,
        onclick: () => this.around.store.update({ side }),
      }, text)));
  }
}

/** Not every host is a service that was called in the range. */
function serviceOrNone(asked: Promise<ServiceDetail>): Promise<ServiceDetail | undefined> {
  return asked.catch((failure: unknown) => {
    if (failure instanceof api.ApiError && failure.status === 404) {
      return undefined;
    }
    throw failure;
  });
}

function facts(edge: GraphEdge): Fact[] {
  const { service } = edge;
  const host = service === undefined
    ? []
    : [service.name + (service.namespace === undefined ? '' : `.${service.namespace}`)
      + (service.port === undefined ? '' : `:${service.port}`)];
  return [
    ...host.map((text) => ({ text, title: 'The called service' })),
    { text: edge.protocol },
    ...(edge.trafficClass === 'live' ? [] : [{ text: edge.trafficClass }]),
    ...(edge.entry === undefined ? [] : [{ text: `in by ${ENTRIES[edge.entry] ?? edge.entry}` }]),
    ...(edge.exit === undefined ? [] : [{ text: `out by ${EXITS[edge.exit] ?? edge.exit}` }]),
    security(edge),
  ];
}

function security(edge: GraphEdge): Fact {
  const principals = [
    ...(edge.security?.sourcePrincipals ?? []), ...(edge.security?.destinationPrincipals ?? []),
  ].join('\n');
  switch (edge.security?.policy) {
    case 'mutual_tls':
      return { text: 'mTLS', title: principals };
    case 'none':
      return { text: 'plaintext', tone: 'warn' };
    case 'mixed':
      return { text: 'partly plaintext', tone: 'warn', title: principals };
    default:
      return { text: 'security unknown' };
  }
}
