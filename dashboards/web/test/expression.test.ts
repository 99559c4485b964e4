import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { KEYS, NUMBERS, parse } from '../src/expression';
import { call, node } from './made';

function holds(expression: string, ...more: Parameters<typeof call>): boolean {
  const parsed = parse(expression);
  assert.equal(parsed.problem, undefined, expression);
  return parsed.matches(call(...more));
}

test('an empty expression hides nothing', () => {
  assert.ok(parse('').isEmpty);
  assert.ok(holds('   '));
});

test('a word is looked for anywhere in names', () => {
  assert.ok(holds('car'));
  assert.ok(holds('BANK'));
  assert.ok(!holds('ledger'));
  assert.ok(holds('"cart"'));
});

test('keys are of either end, and whole unless there is a star', () => {
  assert.ok(holds('ns:shop'));
  assert.ok(holds('ns:bank'));
  assert.ok(!holds('ns:sho'));
  assert.ok(holds('ns:sho*'));
  assert.ok(holds('ns:other,bank'));
  assert.ok(holds('from:cart to:pay'));
  assert.ok(!holds('from:pay'));
  assert.ok(holds('version:v1 kind:workload'));
});

test('a service is known by its host and by its workloads', () => {
  const versions = { destination: node('pay-v12') };
  assert.ok(holds('svc:pay', {}, versions));
  assert.ok(holds('svc:host', { service: { name: 'host' } }));
});

test('a minus turns a term around', () => {
  assert.ok(!holds('-ns:shop'));
  assert.ok(holds('-ledger ns:shop'));
});

test('numbers have units', () => {
  const slow = {
    errorRatio: 0.02, requestsPerSecond: 12,
    latency: { count: 9, relativeError: 0.01, p50Millis: 1, p90Millis: 9, p95Millis: 20,
      p99Millis: 300 },
  };
  assert.ok(holds('err>1% rate>=12/s p99>250ms p99<0.5s p50<2000us requests=100', slow));
  assert.ok(!holds('err>2%', slow));
  assert.ok(!holds('p99>0'), 'what has no latency is not slower than anything');
  assert.ok(holds('rate<0.1k', slow));
});

test('facts of the edge', () => {
  const failed = {
    causes: { 'circuit-breaker': 3 }, responses: { 503: 3 }, protocol: 'grpc' as const,
    security: { policy: 'none' as const, requests: {}, sourcePrincipals: [],
      destinationPrincipals: [] },
    entry: 'gateway' as const, trafficClass: 'mirror' as const,
  };
  assert.ok(holds('cause:circuit* code:5xx code:503 proto:grpc sec:plaintext', failed));
  assert.ok(holds('entry:gateway class:mirror', failed));
  assert.ok(holds('-exit:*', failed));
  assert.ok(holds('sec:unknown'));
});

test('what is not understood is said, and the rest holds', () => {
  for (const [text, word] of [
    ['color:red', 'color'], ['ns:', 'ns'], ['speed>3', 'speed'], ['err>much', 'err'],
    ['p99>5parsec', 'p99'],
  ] as const) {
    const parsed = parse(text + ' ns:other');
    assert.ok(parsed.problem?.includes(word), text);
    assert.ok(!parsed.matches(call()));
  }
});

test('nothing in a value is a pattern but the star', () => {
  assert.ok(!holds('ns:s.op'));
  assert.ok(!holds('ns:(shop|bank)'));
  for (const hostile of ['ns:[', 'a\\', '(((', '"', '-', '--', ':', 'ns:"a b', '>', 'err>>1']) {
    parse(hostile).matches(call());
  }
});

test('everything that the documentation names is understood', () => {
  const page = readFileSync('../../docs/start/page.md', 'utf8');
  const section = page.slice(page.indexOf('## Search and hide'), page.indexOf('## Links'));
  const terms = [...section.matchAll(/`([^`]+)`/g)].map(([, term = '']) => term)
    .filter((term) => term !== '*' && term !== 'shop' && !term.endsWith(':'));
  assert.ok(terms.length > 15);
  for (const term of terms) {
    assert.equal(parse(term).problem, undefined, term);
  }
  for (const key of [...KEYS, ...NUMBERS]) {
    assert.ok(section.includes(key), key);
  }
});

test('names that every object has are no keys', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty']) {
    assert.match(parse(`${name}:x`).problem ?? '', /^There is no /, name);
    assert.ok(parse(`${name}:x`).matches(call()), name);
  }
  assert.match(parse('constructor>1').problem ?? '', /no number constructor/);
  assert.match(parse('err>1constructor').problem ?? '', /needs a number/);
});

test('stars stand for any text, each part after the one before', () => {
  for (const [pattern, text] of [
    ['a*', 'a'], ['*a', 'ba'], ['a*b*c', 'a-b-b-c'], ['*', ''], ['a.c', 'a.c'], ['**', 'x'],
  ] as const) {
    const source = node('x', { version: text });
    assert.ok(holds(`version:${pattern}`, {}, { source }), pattern);
  }
  for (const [pattern, text] of [
    ['a*a', 'a'], ['ab*bc', 'abc'], ['a.c', 'abc'], ['a*b*c', 'a-c-b'], ['a', 'ab'],
  ] as const) {
    const source = node('x', { version: text });
    assert.ok(!holds(`version:${pattern}`, {}, { source }), pattern);
  }
});

test('many stars take no time', () => {
  const pattern = `name:${'*a'.repeat(30)}b`;
  const begin = performance.now();
  assert.ok(!holds(pattern, {}, { source: node('a'.repeat(250)) }));
  assert.ok(performance.now() - begin < 1000);
});
