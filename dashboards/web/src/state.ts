/** Everything that a link holds, and how it is written in the URL's fragment. */
import type { Grouping, Reporter, TrafficClass } from './types';
import { formatLength, parseLength, rfc3339, USUAL, type Range } from './time';

export type Boxes = 'auto' | 'namespace' | 'cluster' | 'none';

export interface ViewState {
  range: Range;
  groupBy: Grouping;
  classes: TrafficClass[];
  /** Whose view of each call counts in the graph. */
  reporter: Reporter;
  /** Whose view an edge's plots show; as in the graph unless it was chosen. */
  side?: Reporter;
  boxes: Boxes;
  query: string;
  /** Boxes that are open although there are many nodes; `*` is all. */
  open: string[];
  /** Boxes that are folded although there are few; `*` is all. */
  fold: string[];
  /** The only node whose neighborhood is shown; empty for all. */
  focus: string;
  /** How many calls away from it. */
  depth: number;
  /** A node, edge or box; `alerts` for their list; empty for the overview. */
  selected: string;
}

export const GROUPINGS: readonly Grouping[] = [
  'workload', 'version', 'service', 'namespace', 'cluster',
];
export const CLASSES: readonly TrafficClass[] = [
  'live', 'mirror', 'fault-injected', 'probe', 'internal',
];
const REPORTERS: readonly Reporter[] = ['best', 'source', 'destination'];
const BOXES: readonly Boxes[] = ['auto', 'namespace', 'cluster', 'none'];
const DEPTH_MAX = 5;

/** What a year of four digits can say. */
const LATEST_MILLIS = Date.parse('9999-12-31T23:59:59Z');

export const INITIAL: ViewState = {
  range: USUAL,
  groupBy: 'workload',
  classes: ['live'],
  reporter: 'best',
  boxes: 'auto',
  query: '',
  open: [],
  fold: [],
  focus: '',
  depth: 1,
  selected: '',
};

/** What is the same as initially is left out, so that links stay short. */
export function format(state: ViewState): string {
  const parts = new URLSearchParams();
  if (state.range.kind === 'fixed') {
    parts.set('from', rfc3339(state.range.fromMillis));
    parts.set('to', rfc3339(state.range.toMillis));
  } else if (state.range.seconds !== lengthOf(INITIAL.range)) {
    parts.set('last', formatLength(state.range.seconds));
  }
  const texts: [string, string, string][] = [
    ['by', state.groupBy, INITIAL.groupBy],
    ['class', state.classes.join(','), INITIAL.classes.join(',')],
    ['view', state.reporter, INITIAL.reporter],
    ['side', sideOf(state), state.reporter],
    ['box', state.boxes, INITIAL.boxes],
    ['q', state.query, ''],
    ['open', state.open.map(encodeURIComponent).join(','), ''],
    ['fold', state.fold.map(encodeURIComponent).join(','), ''],
    ['focus', state.focus, ''],
    ['depth', String(state.depth), '1'],
    ['sel', state.selected, ''],
  ];
  for (const [name, value, usual] of texts) {
    if (value !== usual) {
      parts.set(name, value);
    }
  }
  return parts.toString();
}

/** Whose view an edge's plots show. */
export function sideOf(state: Pick<ViewState, 'side' | 'reporter'>): Reporter {
  return state.side ?? state.reporter;
}

/** Reads what `format` wrote; what cannot be read is as initially. */
export function parse(fragment: string): ViewState {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  const depth = Number(parts.get('depth') ?? '1');
  const side = REPORTERS.find((one) => one === parts.get('side'));
  return {
    range: parseRange(parts),
    groupBy: choice(parts.get('by'), GROUPINGS, INITIAL.groupBy),
    classes: parseClasses(parts.get('class')),
    reporter: choice(parts.get('view'), REPORTERS, INITIAL.reporter),
    ...(side === undefined ? {} : { side }),
    boxes: choice(parts.get('box'), BOXES, INITIAL.boxes),
    query: parts.get('q') ?? '',
    open: parseList(parts.get('open')),
    fold: parseList(parts.get('fold')),
    focus: parts.get('focus') ?? '',
    depth: Number.isInteger(depth) && depth >= 1 && depth <= DEPTH_MAX ? depth : 1,
    selected: parts.get('sel') ?? '',
  };
}

function lengthOf(range: Range): number {
  return range.kind === 'live' ? range.seconds : 0;
}

function parseRange(parts: URLSearchParams): Range {
  const from = Date.parse(parts.get('from') ?? '');
  const to = Date.parse(parts.get('to') ?? '');
  if (from >= 0 && from < to && to <= LATEST_MILLIS) {
    return { kind: 'fixed', fromMillis: from, toMillis: to };
  }
  const seconds = parseLength(parts.get('last') ?? '');
  return seconds === undefined ? INITIAL.range : { kind: 'live', seconds };
}

function parseClasses(text: string | null): TrafficClass[] {
  const given = (text ?? '').split(',');
  const known = CLASSES.filter((one) => given.includes(one));
  return known.length === 0 ? INITIAL.classes : known;
}

function parseList(text: string | null): string[] {
  return (text ?? '').split(',').filter((part) => part !== '').map(decode);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function choice<T extends string>(text: string | null, known: readonly T[], otherwise: T): T {
  return known.find((one) => one === text) ?? otherwise;
}

/** The one place that holds the state, tells of changes, and keeps the URL in step. */
export class Store {
  private state: ViewState;
  private readonly listeners: ((state: ViewState, before: ViewState) => void)[] = [];

  constructor(private readonly page: Window) {
    this.state = parse(page.location.hash);
    page.addEventListener('popstate', () => this.tell(parse(page.location.hash)));
  }

  get(): ViewState {
    return this.state;
  }

  onChange(listener: (state: ViewState, before: ViewState) => void): void {
    this.listeners.push(listener);
  }

  /** Changes some of it. A step of its own for the back button, unless it is one of many. */
  update(change: Partial<ViewState>, isOneOfMany = false): void {
    const next = { ...this.state, ...change };
    const fragment = format(next);
    if (fragment === format(this.state)) {
      return;
    }
    const url = this.page.location.pathname + (fragment === '' ? '' : '#' + fragment);
    if (isOneOfMany) {
      this.page.history.replaceState(null, '', url);
    } else {
      this.page.history.pushState(null, '', url);
    }
    this.tell(next);
  }

  private tell(next: ViewState): void {
    const before = this.state;
    this.state = next;
    for (const listener of this.listeners) {
      listener(next, before);
    }
  }
}
