import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgeWidth, logTicks, mix, redness } from '../src/scales';

test('ten times the rate adds the same width, up to a bound', () => {
  const step = edgeWidth(1) - edgeWidth(0.1);
  assert.ok(Math.abs(edgeWidth(10) - edgeWidth(1) - step) < 1e-9);
  assert.equal(edgeWidth(0), edgeWidth(0.001));
  assert.equal(edgeWidth(1e9), edgeWidth(1e4));
  assert.equal(edgeWidth(Number.NaN), edgeWidth(0));
});

test('redness grows from one failure in 1000 to one in 5', () => {
  assert.equal(redness(0), 0);
  assert.equal(redness(0.000_9), 0);
  assert.ok(redness(0.001) >= 0.25);
  assert.ok(redness(0.01) < redness(0.1));
  assert.equal(redness(0.2), 1);
  assert.equal(redness(1), 1);
});

test('colors mix by their parts', () => {
  assert.equal(mix('#000000', '#ffffff', 0), '#000000');
  assert.equal(mix('#000000', '#ffffff', 0.5), '#808080');
  assert.equal(mix('#0a141e', '#ffffff', 1), '#ffffff');
});

test('ticks of a logarithmic axis are round, and few', () => {
  assert.deepEqual(logTicks(1, 10, 5), [1, 2, 5, 10]);
  assert.deepEqual(logTicks(0.5, 2_000, 4), [1, 10, 100, 1000]);
});
