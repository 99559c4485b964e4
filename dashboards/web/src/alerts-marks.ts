/** Which edges of the picture an alert is about. Pure; painting is in alerts-paint.ts. */
import { byUrgency, isPage } from './alerts-verdict';
import type { Alert } from './alerts-types';
import type { SceneEdge, SceneNode } from './scene';
import type { GraphEdge, GraphNode, Grouping, ServiceName } from './types';

/** How an edge is marked. */
export type Mark = 'page' | 'ticket' | 'held' | 'pending';

/** The marks of all edges that are drawn, by their ids; resolved alerts leave none. */
export function marks(
  alerts: readonly Alert[],
  scene: { nodes: readonly SceneNode[]; edges: readonly SceneEdge[] },
  groupBy: Grouping,
): Map<string, Mark> {
  const open = alerts.filter((one) => one.state !== 'resolved');
  const nodes = new Map(scene.nodes.flatMap((node) => node.members).map((one) => [one.id, one]));
  const found = new Map<string, Mark>();
  if (open.length === 0) {
    return found;
  }
  const named = groupBy === 'workload' ? byEdge(open) : new Map<string, Alert>();
  const labelled = open.filter((one) => groupBy !== 'workload' || one.edges.length === 0);
  for (const edge of scene.edges) {
    const [alert] = [
      ...edge.edges.flatMap((member) => named.get(member.id) ?? []),
      ...labelled.filter((one) =>
        edge.edges.some((member) => concerns(one, member, nodes, groupBy))),
    ].sort(mostUrgentFirst);
    if (alert !== undefined) {
      found.set(edge.id, markOf(alert));
    }
  }
  return found;
}

/** The most urgent alert that names each edge: of a thousand rules, each is looked at once. */
function byEdge(alerts: readonly Alert[]): Map<string, Alert> {
  const found = new Map<string, Alert>();
  for (const alert of [...alerts].sort(mostUrgentFirst).reverse()) {
    alert.edges.forEach((id) => found.set(id, alert));
  }
  return found;
}

/**
 * Whether an alert is about an edge of an answer. The API names edges between workloads; where
 * nodes are anything else, or it named none, the labels tell.
 */
export function concerns(
  alert: Alert, edge: GraphEdge, nodes: Map<string, GraphNode>, groupBy: Grouping,
): boolean {
  if (groupBy === 'workload' && alert.edges.length > 0) {
    return alert.edges.includes(edge.id);
  }
  const { service, source, destination, entry, version } = alert.labels;
  const caller = nodes.get(edge.source);
  const callee = nodes.get(edge.destination);
  const claims = [
    isWanted(service, (name) => isService(name, edge, callee, groupBy)),
    isWanted(source, (name) => isEnd(name, caller, groupBy)),
    isWanted(destination, (name) => isEnd(name, callee, groupBy)),
    isWanted(entry, (name) => edge.entry === name),
    groupBy === 'version' ? isWanted(version, (name) => callee?.version === name) : undefined,
  ].filter((claim) => claim !== undefined);
  return claims.length > 0 && claims.every((claim) => claim);
}

/** "namespace/name", or a host. */
export function serviceName(text: string): ServiceName {
  const slash = text.indexOf('/');
  return slash < 0
    ? { name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

function isWanted(label: string | undefined, claim: (value: string) => boolean):
  boolean | undefined {
  return label === undefined || label === '' ? undefined : claim(label);
}

function isService(
  label: string, edge: GraphEdge, callee: GraphNode | undefined, groupBy: Grouping,
): boolean {
  const wanted = serviceName(label);
  const called = edge.service ?? (callee?.kind === 'service' ? callee : undefined);
  if (called !== undefined) {
    return called.name === wanted.name && called.namespace === wanted.namespace;
  }
  return groupBy === 'namespace' && wanted.namespace !== undefined
    && callee?.name === wanted.namespace;
}

/** Whether a node is a workload, or all that can be told of it where it is a larger thing. */
function isEnd(label: string, node: GraphNode | undefined, groupBy: Grouping): boolean {
  const wanted = serviceName(label);
  switch (groupBy) {
    case 'workload':
    case 'version':
      return node?.name === wanted.name && node.namespace === wanted.namespace;
    case 'service':
      return node?.namespace === wanted.namespace;
    case 'namespace':
      return node?.name === (wanted.namespace ?? wanted.name);
    case 'cluster':
      return false;
  }
}

function markOf(alert: Alert): Mark {
  if (alert.state === 'pending') {
    return 'pending';
  }
  return alert.held ? 'held' : isPage(alert) ? 'page' : 'ticket';
}

function mostUrgentFirst(a: Alert, b: Alert): number {
  return Number(b.state === 'firing') - Number(a.state === 'firing') || byUrgency(a, b);
}
