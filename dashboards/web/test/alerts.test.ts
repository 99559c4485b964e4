import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Asked } from '../src/alerts';
import { concerns, marks } from '../src/alerts-marks';
import type { Alert, RuleGroup, RuleList } from '../src/alerts-types';
import { alertVerdict, byUrgency, refusal, type AlertAnswer } from '../src/alerts-verdict';
import { ApiError } from '../src/api';
import { facts } from '../src/panel/alerts-item';
import { exhaustionText, factor, remainingText } from '../src/panel/alerts-objectives';
import { build } from '../src/scene';
import { INITIAL } from '../src/state';
import { edge, graph, node } from './made';

function alert(more: Partial<Alert> = {}): Alert {
  return {
    group: 'g', name: 'A', fingerprint: '0123456789abcdef', state: 'firing',
    labels: { alertname: 'A', severity: 'ticket' }, annotations: {},
    activeAt: '2026-01-31T12:00:00Z', firingAt: '2026-01-31T12:01:00Z',
    evaluatedAt: '2026-01-31T12:05:00Z', fresh: true, held: false, edges: [], ...more,
  };
}

const PAGE = alert({ labels: { severity: 'page' }, fingerprint: '00' });
const NOW = Date.parse('2026-01-31T12:05:02Z');

function group(more: Partial<RuleGroup> = {}): RuleGroup {
  return {
    name: 'g', file: 'f', intervalSeconds: 5, lastEvaluation: '2026-01-31T12:05:00Z',
    rules: [{ name: 'A', health: 'ok' }], ...more,
  };
}

const RULES: RuleList = { groups: [group()], files: [] };

function verdict(alerts: Alert[], rules = RULES): ReturnType<typeof alertVerdict> {
  return alertVerdict({ answer: { alerts, rules }, answeredAtMillis: NOW });
}

test('says nothing before the first answer and without rules', () => {
  assert.equal(alertVerdict({}), undefined);
  assert.equal(verdict([], { groups: [], files: [] }), undefined);
});

test('a failure is never "nothing fires", whatever was known before', () => {
  const answer: AlertAnswer = { alerts: [], rules: RULES };
  for (const status of [0, 404, 500, 503]) {
    const failure = new ApiError('Away', 'It is away.', status);
    assert.deepEqual(alertVerdict({ failure }), { tone: 'unknown', text: 'Alerts not known' });
    assert.equal(alertVerdict({ answer, failure })?.tone, 'unknown');
  }
});

test('counts what fires, and tells apart what is held', () => {
  assert.deepEqual(verdict([alert(), PAGE]), { tone: 'page', text: '2 fire' });
  assert.deepEqual(verdict([alert()]), { tone: 'ticket', text: '1 fires' });
  assert.deepEqual(verdict([alert(), alert({ held: true })]),
    { tone: 'ticket', text: '1 fires, 1 held: data incomplete' });
  assert.deepEqual(verdict([alert({ held: true })]),
    { tone: 'held', text: '1 held: data incomplete' });
  assert.equal(verdict([{ ...PAGE, held: true }])?.tone, 'page');
});

test('nothing fires only if all rules could be evaluated', () => {
  assert.deepEqual(verdict([]), { tone: 'calm', text: 'Nothing fires' });
  assert.equal(verdict([alert({ state: 'resolved' })])?.tone, 'calm');
  assert.equal(verdict([alert({ state: 'pending' })])?.text, '1 pending');
  const failing: RuleList = {
    groups: [group({ rules: [{ name: 'A', health: 'err' }] })], files: [],
  };
  assert.equal(verdict([], failing)?.tone, 'trouble');
  const refused = { groups: [], files: [{ file: 'f', inForce: false, problems: [] }] };
  assert.equal(verdict([], refused)?.tone, 'trouble');
});

test('says of a refused file what is in force, and what is wrong with what', () => {
  const problem = { line: 5, path: 'groups[0].rules[0].expr.over', detail: 'must be from 10s' };
  const file = { file: 'f', inForce: false, problems: [problem] };
  assert.deepEqual(refusal(file), ['Nothing of it is in force.',
    'Line 5: groups[0].rules[0].expr.over must be from 10s']);
  assert.equal(refusal({ ...file, inForce: true })[0], 'What it said before is in force.');
  const whole = { line: 0, path: 'document', detail: 'is no text in UTF-8' };
  assert.equal(refusal({ ...file, problems: [whole] })[1], 'document is no text in UTF-8');
  const many = refusal({ ...file, problems: Array<typeof problem>(17).fill(problem) });
  assert.equal(many.length, 7);
  assert.equal(many[6], 'And 12 more, which /api/v1/rules lists.');
});

test('a value is missing only where the condition may still hold', () => {
  const { value: _, ...unknown } = alert({ value: 1 });
  const isMissing = (more: Partial<Alert>): boolean =>
    facts({ ...unknown, ...more }, NOW).includes('value not known');
  assert.ok(isMissing({ held: true }));
  assert.ok(isMissing({ state: 'pending' }));
  assert.ok(!isMissing({}));
  assert.ok(!isMissing({ state: 'resolved', resolvedAt: '2026-01-31T12:04:00Z' }));
  assert.ok(facts(alert({ value: 0.05231 }), NOW).includes('value 0.0523'));
});

test('nothing fires only if all groups are evaluated', () => {
  const unknown = { tone: 'unknown', text: 'Alerts not known: g not evaluated' };
  const of = (...more: Partial<RuleGroup>[]): ReturnType<typeof alertVerdict> =>
    verdict([], { groups: more.map(group), files: [] });
  const { lastEvaluation: _, ...never } = group();
  assert.deepEqual(verdict([], { groups: [never], files: [] }), unknown);
  assert.deepEqual(of({ lastEvaluation: '2026-01-31T12:03:01Z' }), unknown);
  assert.equal(of({ lastEvaluation: '2026-01-31T12:03:02Z' })?.tone, 'calm');
  assert.equal(of({ lastEvaluation: '2026-01-31T11:55:02Z', intervalSeconds: 60 })?.tone, 'calm');
  assert.deepEqual(of({ lastEvaluation: '2026-01-31T11:55:01Z', intervalSeconds: 60 }), unknown);
  assert.deepEqual(of({ lastError: 'The storage is away.' }), unknown);
  assert.deepEqual(of({ name: 'a' }, { lastError: 'Away.' }, { name: 'h', lastError: 'Away.' }),
    unknown);
  assert.equal(of({ lastError: 'Away.', rules: [] })?.tone, 'calm');
  assert.equal(verdict([alert()], { groups: [never], files: [] })?.text, '1 fires');
});

test('a group that another query-api leads is evaluated', () => {
  const led = group({ rules: [{ name: 'A', health: 'unknown' }] });
  assert.equal(verdict([], { groups: [led], files: [] })?.tone, 'calm');
});

test('what wakes people comes first, then what is sure, then the newest', () => {
  const old = alert({ firingAt: '2026-01-31T11:00:00Z' });
  const held = alert({ held: true, firingAt: '2026-01-31T12:30:00Z' });
  assert.deepEqual([held, old, alert(), PAGE].sort(byUrgency), [PAGE, alert(), old, held]);
});

const SHOP = graph(
  [node('web'), node('cart'), node('pay', { namespace: 'bank' })],
  [
    edge('web', 'cart', { service: { namespace: 'shop', name: 'cart', port: 80 } }),
    edge('cart', 'pay', { service: { namespace: 'bank', name: 'pay' } }),
  ],
);

function marked(alerts: Alert[], state = INITIAL): [string, string][] {
  return [...marks(alerts, build(SHOP, state), state.groupBy)];
}

test('marks the edges that the API names, the most urgent alert first', () => {
  assert.deepEqual(marked([alert({ edges: ['e-cart-pay'] })]), [['e-cart-pay', 'ticket']]);
  assert.deepEqual(marked([
    alert({ edges: ['e-cart-pay'], held: true }), { ...PAGE, edges: ['e-cart-pay'] },
  ]), [['e-cart-pay', 'page']]);
  assert.deepEqual(marked([alert({ edges: ['e-cart-pay'], state: 'pending' })]),
    [['e-cart-pay', 'pending']]);
  assert.deepEqual(marked([alert({ edges: ['e-cart-pay'], state: 'resolved' })]), []);
});

test('a folded box has the marks of what it stands for', () => {
  const found = marked([alert({ edges: ['e-cart-pay'] })], { ...INITIAL, fold: ['bank'] });
  assert.deepEqual(found, [['w-cart>box:bank', 'ticket']]);
});

test('labels tell where ids do not', () => {
  const nodes = new Map(SHOP.nodes.map((one) => [one.id, one]));
  const [first, second] = SHOP.edges;
  assert.ok(first !== undefined && second !== undefined);
  const isAbout = (labels: Record<string, string>, groupBy = INITIAL.groupBy): boolean[] =>
    [first, second].map((one) => concerns(alert({ labels }), one, nodes, groupBy));
  assert.deepEqual(isAbout({ service: 'bank/pay' }), [false, true]);
  assert.deepEqual(isAbout({ source: 'shop/web' }), [true, false]);
  assert.deepEqual(isAbout({ source: 'shop/cart', destination: 'bank/pay' }), [false, true]);
  assert.deepEqual(isAbout({ source: 'shop/web', destination: 'bank/pay' }), [false, false]);
  assert.deepEqual(isAbout({ service: 'shop/cart' }, 'service'), [true, false]);
  assert.deepEqual(isAbout({ severity: 'page' }), [false, false]);
  assert.deepEqual(isAbout({ destination: 'bank/pay' }, 'cluster'), [false, false]);
});

test('ids decide between workloads, even if labels would match more', () => {
  const found = marked([alert({ edges: ['e-gone'], labels: { service: 'bank/pay' } })]);
  assert.deepEqual(found, []);
});

test('keeps the last answer of a question that fails, and asks one at a time', async () => {
  const asked = new Asked<string>();
  assert.equal(await asked.ask(() => Promise.resolve('one')), true);
  const failure = new ApiError('Away', 'It is away.', 503);
  assert.equal(await asked.ask(() => Promise.reject(failure)), true);
  assert.equal(asked.known.answer, 'one');
  assert.equal(asked.known.failure, failure);
  let answer: (text: string) => void = () => undefined;
  const slow = asked.ask(() => new Promise<string>((resolve) => {
    answer = resolve;
  }));
  assert.equal(await asked.ask(() => Promise.resolve('three')), false);
  answer('two');
  assert.equal(await slow, true);
  assert.equal(asked.known.answer, 'two');
  assert.equal(asked.known.failure, undefined);
});

test('an answer to a question that was taken back is not shown', async () => {
  const asked = new Asked<string>();
  let answer: (text: string) => void = () => undefined;
  const old = asked.ask(() => new Promise<string>((resolve) => {
    answer = resolve;
  }));
  asked.forget();
  assert.equal(await asked.ask(() => Promise.resolve('new')), true);
  answer('old');
  assert.equal(await old, false);
  assert.equal(asked.known.answer, 'new');
});

test('budgets and burn rates read as what they are', () => {
  assert.equal(remainingText(undefined), 'no requests');
  assert.match(remainingText(0.185), /^18.5.%$/);
  assert.match(remainingText(-3.08), /^−308.%$/);
  assert.equal(factor({ long: '1h', spent: 0.02 }, 30 * 86_400), 14.4);
  const burning = { burnRates: { '1h': 2 }, exhaustedInSeconds: 0 };
  assert.equal(exhaustionText(burning as never), 'gone');
  assert.equal(exhaustionText({ burnRates: { '1h': 0 } } as never), 'never');
  assert.equal(exhaustionText({ burnRates: {} } as never), '–');
});
