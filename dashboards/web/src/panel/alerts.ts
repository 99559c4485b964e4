/** The list of alerts and objectives, in the place of the panel while it is open. */
import { ALERTS, type AlertWatch } from '../alerts';
import { concerns, serviceName } from '../alerts-marks';
import type { Alert } from '../alerts-types';
import { byUrgency, filesRefused, groupTroubles, refusal, ruleTroubles, type AlertAnswer,
  type Known } from '../alerts-verdict';
import { h, type Child } from '../dom';
import type { Graph } from '../graph';
import type { Store, ViewState } from '../state';
import { clock, rfc3339 } from '../time';
import type { GraphEdge, ServiceGraph } from '../types';
import { duration, plural } from '../units';
import { alertItem, type Link } from './alerts-item';
import { objectiveItem } from './alerts-objectives';
import type { Answer } from './panel';
import { arrowed, block, edgeKind, head, nodeName, refill } from './parts';

interface Around {
  store: Store;
  graph: Graph;
  watch: AlertWatch;
}

const SECTIONS: [Alert['state'], string, string][] = [
  ['firing', 'Firing', 'Nothing fires.'],
  ['pending', 'Pending', ''],
  ['resolved', 'Resolved lately', ''],
];
const LINKS_MAX = 6;
/** More alerts or objectives than this are counted only. */
const ITEMS_MAX = 100;

export class AlertsPanel {
  private answer: Answer | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly panel: HTMLElement,
    private readonly around: Around,
  ) {
    around.watch.onChange(() => this.draw());
    around.store.onChange((state) => this.follow(state));
    this.follow(around.store.get());
  }

  /** What the graph is of: it knows the names of edges. */
  show(graph: ServiceGraph): void {
    this.answer = { graph, nodes: new Map(graph.nodes.map((node) => [node.id, node])) };
    this.draw();
  }

  private follow({ selected, range }: ViewState): void {
    const isOpen = selected === ALERTS;
    const wasOpen = !this.element.hidden;
    this.element.hidden = !isOpen;
    this.panel.hidden = isOpen;
    const at = range.kind === 'live' ? 'now' : rfc3339(range.toMillis);
    this.around.watch.watchObjectives(isOpen ? at : undefined);
    this.draw();
    if (isOpen && !wasOpen) {
      this.element.scrollTop = 0;
    }
  }

  private draw(): void {
    if (this.element.hidden) {
      return;
    }
    const { store, watch } = this.around;
    const state = store.get();
    refill(this.element,
      head(['Alerts and objectives'], [], [], () => store.update({ selected: '' })),
      state.range.kind === 'fixed' && h('p', { class: 'block note' },
        'Alerts are those of now, bells on edges too, not of the time that is shown. Objectives are'
        + ' as of then.'),
      ...this.alerts(watch.alerts, state),
      ...this.objectives(state));
  }

  private alerts(known: Known<AlertAnswer>, state: ViewState): Child[] {
    const { answer } = known;
    if (answer === undefined) {
      return [known.failure === undefined ? loading() : notKnown('What fires', known)];
    }
    const hasRules = answer.rules.groups.length > 0 || answer.alerts.length > 0;
    return [
      known.failure !== undefined && notKnown('What fires', known),
      ...this.troubles(answer, known.answeredAtMillis),
      !hasRules && known.failure === undefined && block('No rules', '', h('p', { class: 'note' },
        'Nothing is watched. Rules and objectives are files in the folder that rules.dir names.')),
      ...SECTIONS.map(([wanted, title, none]) => {
        const found = answer.alerts.filter((one) => one.state === wanted).sort(byUrgency);
        const said = this.noneText(known, none);
        return found.length === 0
          ? none !== '' && hasRules && block(title, '', h('p', { class: 'note' }, said))
          : block(title, String(found.length), ...listed(found, (alert) =>
            alertItem(alert, this.links(alert, state), Date.now())));
      }),
    ];
  }

  private noneText(known: Known<AlertAnswer>, none: string): string {
    const { failure, answer, answeredAtMillis } = known;
    if (failure !== undefined) {
      return 'None did when it was last known.';
    }
    return answer !== undefined && (ruleTroubles(answer.rules).length > 0
      || groupTroubles(answer.rules, answeredAtMillis).length > 0)
      ? 'Nothing that could be evaluated.'
      : none;
  }

  private troubles(answer: AlertAnswer, answeredAtMillis: number | undefined): Child[] {
    const files = filesRefused(answer.rules);
    return [
      notWatched('Groups that are not evaluated', groupTroubles(answer.rules, answeredAtMillis)),
      notWatched('Rules that fail', ruleTroubles(answer.rules)),
      files.length > 0 && block('Files that are refused', '',
        h('ul', { class: 'alerts' }, ...files.map((file) =>
          h('li', {}, h('b', {}, file.file), ...refusal(file).map((text) =>
            h('p', { class: 'note' }, text)))))),
    ];
  }

  /** Edges and the service that an alert is about, as far as this picture has them. */
  private links(alert: Alert, { groupBy }: ViewState): Link[] {
    const { answer } = this;
    const edges = answer?.graph.edges.filter((edge) =>
      concerns(alert, edge, answer.nodes, groupBy)) ?? [];
    const links = edges.slice(0, LINKS_MAX).map((edge) => this.link(edge));
    const { service } = alert.labels;
    return service === undefined || service === '' ? links : [...links, {
      label: [`All calls to ${service}`],
      open: () => this.around.store.update({
        query: query(serviceName(service).name), focus: '', selected: '',
      }),
    }];
  }

  private link(edge: GraphEdge): Link {
    const nodes = this.answer?.nodes;
    const kind = edgeKind(edge);
    return {
      label: [
        ...arrowed(nodeName(nodes?.get(edge.source)), nodeName(nodes?.get(edge.destination))),
        kind !== '' && h('span', { class: 'quiet' }, kind),
      ],
      open: () => this.goTo(edge.id),
    };
  }

  /** A search or a neighborhood that hides the edge is left. */
  private goTo(selected: string): void {
    const { store, graph } = this.around;
    const isDrawn = graph.edges.some((one) => one.edges.some((edge) => edge.id === selected));
    store.update(isDrawn ? { selected } : { selected, query: '', focus: '' });
  }

  private objectives({ range }: ViewState): Child[] {
    const known = this.around.watch.objectives;
    const { answer } = known;
    const when = range.kind === 'live' ? 'now' : `as of ${clock(range.toMillis, Date.now())}`;
    if (answer === undefined) {
      return [known.failure === undefined ? loading() : notKnown('How objectives are', known)];
    }
    return [
      known.failure !== undefined && notKnown('How objectives are', known),
      answer.objectives.length > 0 && block('Objectives',
        `${plural(answer.objectives.length, 'objective', 'objectives')}, ${when}`,
        ...listed(answer.objectives, objectiveItem)),
    ];
  }
}

function notWatched(title: string, troubles: { name: string; error: string }[]): Child {
  return troubles.length > 0 && block(title, 'what they watch is not known',
    h('ul', { class: 'alerts' }, ...troubles.map(({ name, error }) =>
      h('li', {}, h('b', {}, name), h('p', { class: 'note' }, error)))));
}

function listed<T>(all: readonly T[], item: (one: T) => Element): Child[] {
  const rest = all.length - ITEMS_MAX;
  return [
    h('ul', { class: 'alerts' }, ...all.slice(0, ITEMS_MAX).map(item)),
    rest > 0 && h('p', { class: 'note' }, `and ${rest} more, which the API lists`),
  ];
}

function query(service: string): string {
  return /[\s,"]/.test(service) ? `svc:"${service.replaceAll('"', '')}"` : `svc:${service}`;
}

function loading(): Element {
  return h('p', { class: 'loading' }, 'Asking …');
}

/** Never to be taken for "nothing": it says what is shown instead, and of when. */
function notKnown(what: string, known: Known<unknown>): Element {
  const now = Date.now();
  const at = known.answeredAtMillis;
  return h('div', { class: 'block', role: 'status' }, h('div', { class: 'unknown-now' },
    h('b', {}, `${what} is not known. `), `${known.failure?.title}. ${known.failure?.detail} `,
    h('span', { class: 'quiet' }, at === undefined
      ? 'Nothing was answered yet.'
      : `Below is what was answered at ${clock(at, now)}, ${duration((now - at) / 1000)} ago.`)));
}
