/** Lists of the edge's panel. */
import { h, type Child } from '../dom';
import type { GraphEdge, ServiceDetail, SignalSeries } from '../types';
import { count, millis, percent, rate } from '../units';
import { bars, block } from './parts';

/** What a cause means, in a few words; docs/reference/causes.md has the rules. */
const CAUSES: Record<string, string> = {
  'client-gone': 'the caller went away before the answer',
  'no-route': 'no route fits the request',
  'no-healthy-upstream': 'no healthy endpoint is left',
  'upstream-connect-failure': 'no connection to the endpoint came about',
  'upstream-reset': 'the endpoint cut the connection',
  'upstream-timeout': 'the endpoint did not answer in time',
  'circuit-breaker': 'a circuit breaker of the caller is open',
  'retry-limit': 'all retries failed',
  'rate-limited': 'a rate limit refused it',
  denied: 'a policy refused it',
  'fault-injected': 'a fault was injected on purpose',
  overload: 'the proxy was overloaded',
  'protocol-error': 'one side broke the protocol',
  'upstream-error': 'the endpoint answered with an error',
  'no-filter-config': 'the proxy had no configuration yet',
  other: 'none of the known causes',
};

/** Why requests ended as they did; nothing where all went well. */
export function causeBars(edge: GraphEdge): Child {
  const causes = Object.entries(edge.causes).sort(([, a], [, b]) => b - a);
  if (causes.length === 0) {
    return null;
  }
  return block('Causes', 'share of all requests', bars(causes.map(([name, number]) => ({
    name,
    share: number / Math.max(1, edge.requests),
    text: `${count(number)} · ${percent(number / Math.max(1, edge.requests))}`,
    isBad: name !== 'client-gone' && name !== 'fault-injected' && name !== 'no-route',
    ...(CAUSES[name] === undefined ? {} : { title: CAUSES[name] }),
  }))));
}

export function responseBars(edge: GraphEdge): Child {
  const total = Object.values(edge.responses).reduce((a, b) => a + b, 0);
  const codes = Object.entries(edge.responses).sort(([, a], [, b]) => b - a);
  if (edge.protocol === 'tcp' || total === 0) {
    return null;
  }
  return block('Responses', 'by HTTP status', bars(codes.map(([code, number]) => ({
    name: code === '0' ? 'none sent' : code,
    share: number / total,
    text: `${count(number)} · ${percent(number / total)}`,
    isBad: code.startsWith('5'),
  }))));
}

/** The same calls as each side saw them; never added up. */
export function sidesTable(edge: GraphEdge, source: SignalSeries, destination: SignalSeries):
  Element {
  const sides = [source.total, destination.total];
  const seen = [edge.requestsBySource, edge.requestsByDestination];
  const row = (name: string, values: string[]): Element => h('tr', {},
    h('td', {}, name),
    ...values.map((value, side) => h('td', {}, seen[side] === undefined ? '–' : value)));
  return block('Both sides', 'counted apart, never added',
    h('table', { class: 'table sides' },
      h('thead', {}, h('tr', {}, ...['', 'Caller saw', 'Callee saw'].map((text) =>
        h('th', { scope: 'col' }, text)))),
      h('tbody', {},
        row('Requests', sides.map((side) => count(side.requests))),
        row('Rate', sides.map((side) => rate(side.requestsPerSecond))),
        row('Errors', sides.map((side) => percent(side.errorRatio))),
        row('p50', sides.map((side) => millis(side.latency?.p50Millis))),
        row('p99', sides.map((side) => millis(side.latency?.p99Millis))))),
    retries(edge),
    seen.includes(undefined) && h('p', { class: 'note' },
      seen[0] === undefined ? 'No caller reported these calls.' : 'The callee did not report.'));
}

function retries(edge: GraphEdge): Child {
  const { attempts, requestsBySource } = edge;
  if (attempts === undefined || requestsBySource === undefined || attempts <= requestsBySource) {
    return null;
  }
  return h('p', { class: 'note' },
    `${count(attempts)} attempts for ${count(requestsBySource)} requests: `
    + `${count(attempts - requestsBySource)} retries.`);
}

/** Which workloads of the called service answered, whoever called. */
export function versionBars(detail: ServiceDetail): Child {
  const total = detail.versions.reduce((sum, version) => sum + version.requests, 0);
  if (total === 0) {
    return null;
  }
  return block('Versions', `of ${detail.service.name}, from all callers`,
    bars(detail.versions.map((version) => ({
      name: version.version === undefined
        ? version.workload
        : `${version.workload} · ${version.version}`,
      share: version.requests / total,
      text: `${count(version.requests)} · ${percent(version.requests / total)}`,
    }))));
}
