// Made-up answers about alerts, rules and objectives, as openapi.yaml has them.

const time = (millis) => new Date(millis).toISOString().replace(/\.\d+Z$/, 'Z');
const ago = (seconds) => time(Date.now() - seconds * 1000);

export function alert(name, more = {}) {
  const { severity = 'ticket', labels = {}, annotations = {}, ...rest } = more;
  return {
    group: 'bookinfo', name, fingerprint: fingerprint(name), state: 'firing',
    labels: { alertname: name, severity, ...labels },
    annotations: { summary: `${name} is beyond its bound.`, ...annotations },
    activeAt: ago(300), firingAt: ago(240), evaluatedAt: ago(2), value: 0.0523,
    reportersShare: 1, fresh: true, held: false, edges: [], ...rest,
  };
}

function fingerprint(name) {
  return [...name].map((one) => one.charCodeAt(0).toString(16)).join('').padEnd(16, '0')
    .slice(0, 16);
}

/** One group with a rule of each alert's name. */
export function groups(alerts, more = {}) {
  const rule = (name) => ({
    name, query: 'error_ratio > 0.05', forSeconds: 0, keepFiringForSeconds: 0, labels: {},
    annotations: {}, health: 'ok', alerts: 1, ...more,
  });
  return [{
    name: 'bookinfo', file: 'bookinfo-demo.yaml', intervalSeconds: 5, limit: 100,
    lastEvaluation: ago(2), rules: alerts.map((one) => rule(one.name)),
  }];
}

export function objective(name, more = {}) {
  const now = Math.floor(Date.now() / 10_000) * 10_000;
  return {
    name, displayName: 'Reviews answer', description: '', labels: {}, file: 'bookinfo-demo.yaml',
    service: 'bookinfo/reviews', indicator: 'availability: every error', target: 0.99,
    windowSeconds: 30 * 86_400,
    range: { from: time(now - 30 * 86_400_000), to: time(now), resolution: '1m' },
    completeness: { reportersExpected: 14, reportersHeard: 13, share: 13 / 14, waiting: 0 },
    total: 18_400, bad: 150, goodRatio: 1 - 150 / 18_400,
    budget: { allowed: 184, consumed: 150 / 184, remaining: 34 / 184 },
    burnRates: { '5m': 16.2, '30m': 8, '1h': 15.1, '2h': 6, '6h': 2.2, '1d': 1.1, '3d': 0.9,
      period: 0.815 },
    exhaustedInSeconds: 31_680, ...more,
  };
}

/** What a page shows that is looked at: one of each kind, on edges of a real mesh. */
export function everything(edges) {
  const of = (at) => edges.slice(at, at + 1).map((edge) => edge.id);
  const alerts = [
    alert('ReviewsBurnBudget', {
      severity: 'page', edges: of(0), value: 15.1,
      labels: { service: 'bookinfo/reviews', objective: 'reviews-answer' },
      annotations: { description: 'A fiftieth of the month is gone within an hour.',
        runbook_url: 'https://example.com/runbook' },
    }),
    alert('SlowDetails', { edges: of(1), held: true, reportersShare: 0.86 }),
    alert('RetriesAmplify', { edges: of(2), labels: { hostile: '<img src=x onerror=alert(1)>' } }),
    { ...without(alert('NewEdge', { state: 'pending', edges: of(3) }), 'firingAt', 'value') },
    alert('ProxiesSilent', { state: 'resolved', resolvedAt: ago(90) }),
  ];
  return {
    alerts, groups: groups(alerts), files: [],
    objectives: [
      objective('reviews-answer'),
      objective('ratings-fast', {
        displayName: 'Ratings are fast', indicator: 'latency: longer than 250 ms',
        service: 'bookinfo/ratings', target: 0.999, bad: 75,
        budget: { allowed: 18.4, consumed: 4.08, remaining: -3.08 }, exhaustedInSeconds: 0,
      }),
    ],
  };
}

function without(object, ...names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
