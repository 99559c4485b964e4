/** Sums of calls. Latencies do not add up and are not here. */
import type { GraphEdge } from './types';

export interface Tally {
  requests: number;
  errors: number;
  /** A second. */
  rate: number;
  /** Errors ÷ requests; absent without requests. */
  errorRatio?: number;
}

export function tally(edges: readonly GraphEdge[]): Tally {
  return sum(edges.map((edge) => ({
    requests: edge.requests, errors: edge.errors, rate: edge.requestsPerSecond ?? 0,
  })));
}

export function sum(parts: readonly Tally[]): Tally {
  let [requests, errors, rate] = [0, 0, 0];
  for (const part of parts) {
    requests += part.requests;
    errors += part.errors;
    rate += part.rate;
  }
  return { requests, errors, rate, ...(requests > 0 ? { errorRatio: errors / requests } : {}) };
}
