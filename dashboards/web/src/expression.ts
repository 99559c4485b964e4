/**
 * The short expression that says what is shown: terms with spaces between, all of which must hold.
 * `word` or `key:value` or `number>value`, each with `-` before it for the opposite. A value may
 * be a list with commas, with `*` for any text, and in quotation marks.
 */
import type { GraphEdge, GraphNode } from './types';

/** One call with its two ends: what an expression is about. */
export interface Call {
  edge: GraphEdge;
  source: GraphNode;
  destination: GraphNode;
}

export type Predicate = (call: Call) => boolean;

/** What was understood; a problem says what was not, and the rest holds. */
export interface Expression {
  matches: Predicate;
  isEmpty: boolean;
  problem?: string;
}

type Texts = (call: Call) => (string | undefined)[];
type Value = (call: Call) => number | undefined;

const TEXTS: Record<string, Texts> = {
  ns: (c) => [c.source.namespace, c.destination.namespace, c.edge.service?.namespace],
  svc: (c) => [c.edge.service?.name, serviceLike(c.source), serviceLike(c.destination)],
  name: (c) => [c.source.name, c.destination.name],
  from: (c) => [c.source.name, c.source.namespace],
  to: (c) => [c.destination.name, c.destination.namespace, c.edge.service?.name],
  cluster: (c) => [c.source.cluster, c.destination.cluster],
  version: (c) => [c.source.version, c.destination.version],
  kind: (c) => [c.source.kind, c.destination.kind],
  proto: (c) => [c.edge.protocol],
  class: (c) => [c.edge.trafficClass],
  cause: (c) => Object.keys(c.edge.causes),
  code: (c) => Object.keys(c.edge.responses).flatMap((code) => [code, code[0] + 'xx']),
  sec: (c) => [SECURITY[c.edge.security?.policy ?? 'unknown']],
  entry: (c) => [c.edge.entry],
  exit: (c) => [c.edge.exit],
};

const SECURITY: Record<string, string> = {
  mutual_tls: 'mtls',
  none: 'plaintext',
  mixed: 'mixed',
  unknown: 'unknown',
};

const VALUES: Record<string, Value> = {
  rate: (c) => c.edge.requestsPerSecond ?? 0,
  requests: (c) => c.edge.requests,
  err: (c) => c.edge.errorRatio ?? 0,
  p50: (c) => c.edge.latency?.p50Millis,
  p90: (c) => c.edge.latency?.p90Millis,
  p95: (c) => c.edge.latency?.p95Millis,
  p99: (c) => c.edge.latency?.p99Millis,
};

const COMPARISONS: Record<string, (a: number, b: number) => boolean> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

const FACTORS: Record<string, number> = {
  '': 1, '%': 0.01, '/s': 1, k: 1000, us: 0.001, µs: 0.001, ms: 1, s: 1000,
};

export const KEYS = Object.keys(TEXTS);
export const NUMBERS = Object.keys(VALUES);

/** Understands an expression; never fails. */
export function parse(text: string): Expression {
  const predicates: Predicate[] = [];
  let problem: string | undefined;
  for (const word of words(text)) {
    const isNot = word.startsWith('-') && word.length > 1;
    const term = understand(isNot ? word.slice(1) : word);
    if (typeof term === 'string') {
      problem ??= term;
    } else {
      predicates.push(isNot ? (call) => !term(call) : term);
    }
  }
  const matches: Predicate = (call) => predicates.every((holds) => holds(call));
  const isEmpty = predicates.length === 0;
  return problem === undefined ? { matches, isEmpty } : { matches, isEmpty, problem };
}

/** What a table holds under a name that a reader typed; `constructor` is none of ours. */
function own<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Splits at spaces outside of quotation marks. */
function words(text: string): string[] {
  return text.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? [];
}

/** What a term means, or what is wrong with it. */
function understand(term: string): Predicate | string {
  const comparison = /^([a-z0-9]+)(>=|<=|>|<|=)(.*)$/i.exec(term);
  if (comparison !== null) {
    const [, name = '', operator = '', value = ''] = comparison;
    return compare(name.toLowerCase(), operator, value);
  }
  const colon = term.indexOf(':');
  const key = term.slice(0, Math.max(0, colon)).toLowerCase();
  if (colon > 0 && !term.startsWith('"')) {
    const texts = own(TEXTS, key);
    if (texts === undefined) {
      return `There is no ${key}: – try ${KEYS.join(', ')}.`;
    }
    const value = bare(term.slice(colon + 1));
    return value === '' ? `${key}: needs a value.` : anyOf(texts, value, false);
  }
  return anyOf(anyName, bare(term), true);
}

function compare(name: string, operator: string, text: string): Predicate | string {
  const value = own(VALUES, name);
  if (value === undefined) {
    return `There is no number ${name} – try ${NUMBERS.join(', ')}.`;
  }
  const number = /^(\d+(?:\.\d+)?)(.*)$/.exec(text);
  const factor = own(FACTORS, number?.[2] ?? 'none');
  const holds = COMPARISONS[operator];
  if (number === null || factor === undefined || holds === undefined) {
    return `${name}${operator} needs a number, such as 10, 1%, 250ms or 2s.`;
  }
  const bound = Number(number[1]) * factor;
  return (call) => {
    const actual = value(call);
    return actual !== undefined && holds(actual, bound);
  };
}

const anyName: Texts = (call) => [
  ...(TEXTS['name']?.(call) ?? []),
  ...(TEXTS['ns']?.(call) ?? []),
  call.edge.service?.name,
];

/** Whether a text fits one of the values in a list; as a whole, or anywhere inside. */
function anyOf(texts: Texts, list: string, isInside: boolean): Predicate {
  const patterns = list.toLowerCase().split(',').filter((part) => part !== '')
    .map((part) => (isInside ? `*${part}*` : part).split('*'));
  return (call) => texts(call).some((text) => text !== undefined
    && patterns.some((pattern) => fits(text.toLowerCase(), pattern)));
}

/** Whether a text is these parts with anything between; each part is looked for only once. */
function fits(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) {
    return text === first;
  }
  let at = first.length;
  if (!text.startsWith(first)) {
    return false;
  }
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) {
      return false;
    }
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function bare(text: string): string {
  return text.replaceAll('"', '');
}

/** Nodes that stand for a service under some grouping, or are called as one. */
function serviceLike(node: GraphNode): string {
  return node.kind === 'workload' ? node.name.replace(/-v\d+$/, '') : node.name;
}
