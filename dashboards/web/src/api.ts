/** Asks the public API. */
import type {
  LatencyDistribution, Problem, Reporter, ServiceDetail, ServiceGraph, ServiceName, SignalSeries,
} from './types';
import { parameters } from './time';
import type { ViewState } from './state';

/** The API said no, or could not be reached; says so for people. */
export class ApiError extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    /** Answers say 400 and more; 0 if there was none. */
    readonly status: number,
  ) {
    super(`${title}: ${detail}`);
  }
}

const NO_ANSWER = new ApiError('No answer', 'Meshscope cannot be reached from this browser.', 0);

export function topology(state: ViewState, signal: AbortSignal): Promise<ServiceGraph> {
  return get('/api/v1/topology', {
    ...parameters(state.range),
    groupBy: state.groupBy,
    reporter: state.reporter,
    class: state.classes.join(','),
  }, signal);
}

/** How one edge went over time, as one side saw it. */
export function edgeSignals(
  id: string, state: ViewState, reporter: Reporter, signal: AbortSignal,
): Promise<SignalSeries> {
  const path = `/api/v1/edges/${encodeURIComponent(id)}/golden-signals`;
  return get(path, { ...parameters(state.range), reporter }, signal);
}

export function edgeLatency(
  id: string, state: ViewState, reporter: Reporter, signal: AbortSignal,
): Promise<LatencyDistribution> {
  const path = `/api/v1/edges/${encodeURIComponent(id)}/latency`;
  return get(path, { ...parameters(state.range), reporter, bands: '32' }, signal);
}

export function service(
  name: ServiceName, state: ViewState, signal: AbortSignal,
): Promise<ServiceDetail> {
  return get(servicePath(name), {
    ...parameters(state.range), class: state.classes.join(','), reporter: state.reporter,
  }, signal);
}

export function serviceSignals(
  name: ServiceName, state: ViewState, signal: AbortSignal,
): Promise<SignalSeries> {
  return get(`${servicePath(name)}/golden-signals`, {
    ...parameters(state.range), class: state.classes.join(','), reporter: state.reporter,
  }, signal);
}

/** A host that has no namespace is written with a dash in its place. */
function servicePath(name: ServiceName): string {
  const namespace = encodeURIComponent(name.namespace ?? '-');
  return `/api/v1/services/${namespace}/${encodeURIComponent(name.name)}`;
}

export async function get<T>(
  path: string, query: Record<string, string>, signal: AbortSignal,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`${path}?${new URLSearchParams(query)}`, { signal });
  } catch (failure) {
    throw isAbort(failure) ? failure : NO_ANSWER;
  }
  const body: unknown = await response.json().catch((failure: unknown) => {
    if (isAbort(failure)) {
      throw failure;
    }
    return undefined;
  });
  if (!response.ok || body === undefined) {
    throw refused(response.status, body);
  }
  return body as T;
}

function refused(status: number, body: unknown): ApiError {
  if (typeof body === 'object' && body !== null && 'title' in body && 'detail' in body) {
    const problem = body as Problem;
    const wrong = (problem.errors ?? []).map((one) => `${one.parameter ?? ''} ${one.detail}`);
    return new ApiError(problem.title, [problem.detail, ...wrong].join(' '), status);
  }
  return new ApiError('Not understood', `The answer has status ${status} and no document.`, status);
}

/** Any failure as something to say: what is not the API's is a fault of this page. */
export function told(failure: unknown): ApiError {
  return failure instanceof ApiError
    ? failure
    : new ApiError('The page failed', `${String(failure)}. Loading it anew may help.`, 0);
}

/** Whether a question was merely taken back. */
export function isAbort(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'AbortError';
}
