// Made-up answers of the API, for what no real mesh here can be.

const COMPLETENESS = { reportersExpected: 41, reportersHeard: 38, share: 38 / 41, waiting: 0 };

function graph(nodes, edges) {
  const now = Math.floor(Date.now() / 10_000) * 10_000;
  const time = (millis) => new Date(millis).toISOString().replace('.000Z', 'Z');
  return {
    range: { from: time(now - 300_000), to: time(now), resolution: '10s' },
    groupBy: 'workload',
    reporter: 'best',
    completeness: COMPLETENESS,
    nodes,
    edges,
  };
}

function edge(id, source, destination, requests, errors, more = {}) {
  return {
    id, source, destination, protocol: 'http', trafficClass: 'live', view: 'source',
    requests, requestsBySource: requests, responses: { 200: requests - errors, 503: errors },
    causes: errors > 0 ? { 'upstream-error': errors } : {}, errors,
    requestsPerSecond: requests / 300, errorRatio: errors / requests,
    latency: { count: requests, relativeError: 0.01, p50Millis: 4, p90Millis: 9, p95Millis: 14,
      p99Millis: 40 },
    ...more,
  };
}

/** An id as the API makes them. */
function id(number) {
  let text = '';
  for (let rest = number, digit = 0; digit < 26; digit++) {
    text = 'abcdefghijklmnopqrstuvwxyz234567'[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return 'w' + text;
}

/** Numbers that look random and are the same with every run. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

/** Namespaces of 25 services each: most call within theirs, some call others. */
export function bigMesh(size) {
  const draw = random(20_261_125);
  const nodes = Array.from({ length: size }, (_, number) => ({
    id: id(number), kind: 'workload', name: `service-${number}`,
    namespace: `team-${String(Math.floor(number / 25)).padStart(2, '0')}`, cluster: 'Kubernetes',
  }));
  const edges = [];
  for (let number = 1; number < size; number++) {
    const first = number - (number % 25);
    const callers = [number % 25 === 0 ? draw(number) : first + draw(number - first), draw(number)];
    for (const caller of new Set(callers.slice(0, 1 + draw(2)))) {
      const requests = 10 + draw(5000);
      const errors = draw(20) === 0 ? draw(requests / 3) : 0;
      edges.push(edge(id(size + edges.length), id(caller), id(number), requests, errors));
    }
  }
  return graph(nodes, edges);
}

export function hostileMesh() {
  const bad = '<img src=x onerror="window.hacked=1">';
  const nodes = [
    { id: id(1), kind: 'workload', name: bad, namespace: '"><script>window.hacked=1</script>' },
    { id: id(2), kind: 'workload', name: '\u202eevil\u0000', namespace: '__proto__' },
    { id: id(3), kind: 'external', name: 'x'.repeat(400) },
  ];
  return graph(nodes, [
    edge(id(4), id(1), id(2), 100, 50, { service: { name: bad, namespace: bad, port: 1 } }),
    edge(id(5), id(2), id(3), 100, 0, { exit: 'passthrough' }),
  ]);
}

/** Golden signals of an edge that tell of nothing. */
export function noSignals({ range, completeness }) {
  const total = { requests: 0, errors: 0, errorRatioByCause: {} };
  return { range, completeness, step: '10s', reporter: 'best', total, points: [] };
}
