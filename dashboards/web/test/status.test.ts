import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdict } from '../src/status';
import type { Completeness } from '../src/types';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const LIVE = { kind: 'live', seconds: 300 } as const;
const WHOLE: Completeness = {
  reportersExpected: 41, reportersHeard: 41, waiting: 0, freshThrough: '2026-01-31T11:59:58Z',
};

test('says how many proxies are silent before anything else', () => {
  assert.deepEqual(verdict({ ...WHOLE, reportersHeard: 38 }, LIVE, NOW),
    { tone: 'partial', text: '3 of 41 proxies silent' });
});

test('says when nobody reports at all', () => {
  const none = { reportersExpected: 0, reportersHeard: 0, waiting: 0 };
  assert.deepEqual(verdict(none, LIVE, NOW), { tone: 'partial', text: 'No proxy reports' });
});

test('says when the newest data is old, but not of the past', () => {
  const stale = { ...WHOLE, freshThrough: '2026-01-31T11:58:00Z' };
  assert.match(verdict(stale, LIVE, NOW).text, /2.min behind/);
  const past = { kind: 'fixed', fromMillis: 0, toMillis: 1000 } as const;
  assert.equal(verdict(stale, past, NOW).tone, 'good');
});

test('all is well', () => {
  assert.deepEqual(verdict(WHOLE, LIVE, NOW), { tone: 'good', text: 'All 41 proxies heard' });
});
