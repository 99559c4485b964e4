/** Small answers for tests. */
import type { Call } from '../src/expression';
import type { GraphEdge, GraphNode, ServiceGraph } from '../src/types';

export function node(name: string, more: Partial<GraphNode> = {}): GraphNode {
  return { id: `w-${name}`, kind: 'workload', name, namespace: 'shop', ...more };
}

export function edge(source: string, destination: string, more: Partial<GraphEdge> = {}):
  GraphEdge {
  return {
    id: `e-${source}-${destination}`, source: `w-${source}`, destination: `w-${destination}`,
    protocol: 'http', trafficClass: 'live', view: 'source', requests: 100, errors: 0,
    responses: { 200: 100 }, causes: {}, requestsPerSecond: 1, errorRatio: 0, ...more,
  };
}

export function graph(nodes: GraphNode[], edges: GraphEdge[]): ServiceGraph {
  return {
    range: { from: '2026-01-31T12:00:00Z', to: '2026-01-31T12:05:00Z', resolution: '10s' },
    groupBy: 'workload', reporter: 'best',
    completeness: { reportersExpected: 1, reportersHeard: 1, waiting: 0 },
    nodes, edges,
  };
}

export function call(more: Partial<GraphEdge> = {}, ends: Partial<Call> = {}): Call {
  return {
    edge: edge('cart', 'pay', more), source: node('cart'),
    destination: node('pay', { namespace: 'bank', version: 'v1' }), ...ends,
  };
}
