/** Answers of the public API, as far as the page reads them; absent means not known. */

export type Grouping = 'workload' | 'version' | 'service' | 'namespace' | 'cluster';
export type Reporter = 'best' | 'source' | 'destination';
export type TrafficClass = 'live' | 'mirror' | 'fault-injected' | 'probe' | 'internal';
export type Entry = 'nodeport' | 'loadbalancer' | 'ingress' | 'gateway' | 'unknown';
export type Exit = 'egress-gateway' | 'service-entry' | 'passthrough' | 'blackhole';

export interface AnsweredRange {
  from: string;
  to: string;
  resolution: string;
}

export interface Completeness {
  reportersExpected: number;
  reportersHeard: number;
  share?: number;
  lateShare?: number;
  waiting: number;
  freshThrough?: string;
}

export interface Latency {
  count: number;
  relativeError: number;
  p50Millis: number;
  p90Millis: number;
  p95Millis: number;
  p99Millis: number;
}

export type NodeKind =
  | 'workload'
  | 'service'
  | 'namespace'
  | 'cluster'
  | 'gateway'
  | 'external'
  | 'unknown';

export interface GraphNode {
  id: string;
  kind: NodeKind;
  name: string;
  namespace?: string;
  cluster?: string;
  version?: string;
}

export interface Security {
  policy: 'mutual_tls' | 'none' | 'mixed' | 'unknown';
  requests: Record<string, number>;
  sourcePrincipals: string[];
  destinationPrincipals: string[];
}

export interface ServiceName {
  namespace?: string;
  name: string;
  port?: number;
}

export interface GraphEdge {
  id: string;
  source: string;
  destination: string;
  service?: ServiceName;
  protocol: 'http' | 'grpc' | 'tcp';
  trafficClass: TrafficClass;
  entry?: Entry;
  exit?: Exit;
  security?: Security;
  view: string;
  requests: number;
  requestsBySource?: number;
  requestsByDestination?: number;
  attempts?: number;
  responses: Record<string, number>;
  causes: Record<string, number>;
  errors: number;
  requestsPerSecond?: number;
  errorRatio?: number;
  latency?: Latency;
}

export interface ServiceGraph {
  range: AnsweredRange;
  groupBy: Grouping;
  reporter: string;
  completeness: Completeness;
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export interface GoldenSignals {
  at?: string;
  requests: number;
  requestsPerSecond?: number;
  errors: number;
  errorRatio?: number;
  errorRatioByCause: Record<string, number>;
  bytesReceivedPerSecond?: number;
  bytesSentPerSecond?: number;
  latency?: Latency;
}

export interface SignalSeries {
  range: AnsweredRange;
  step: string;
  completeness: Completeness;
  total: GoldenSignals;
  points: GoldenSignals[];
}

export interface LatencyPoint {
  at?: string;
  counts: number[];
  latency?: Latency;
}

export interface LatencyDistribution {
  range: AnsweredRange;
  step: string;
  bands: { aboveMillis: number; throughMillis?: number }[];
  total: LatencyPoint;
  points: LatencyPoint[];
}

export interface VersionShare {
  workload: string;
  namespace?: string;
  cluster?: string;
  version?: string;
  requests: number;
}

export interface ServiceDetail {
  service: { namespace?: string; name: string; signals: GoldenSignals };
  versions: VersionShare[];
}

/** A problem document, RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId?: string;
  errors?: { parameter?: string; detail: string }[];
}
