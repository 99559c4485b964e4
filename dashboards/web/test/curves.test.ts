import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curve, shifts } from '../src/curves';

test('edges between the same two nodes are apart, whichever way they go', () => {
  const result = shifts([
    { id: 'a', source: 'x', target: 'y' }, { id: 'b', source: 'y', target: 'x' },
    { id: 'c', source: 'x', target: 'z' },
  ]);
  assert.deepEqual([...result], [['a', -0.5], ['b', 0.5], ['c', 0]]);
});

test('an edge straight down is straight', () => {
  const { distances, sourceEnd, targetEnd } = curve({ x: 0, y: 0 }, { x: 0, y: 200 }, 44, 0);
  assert.deepEqual(distances.split(' ').map(Number).map(Math.abs), [0, 0]);
  assert.deepEqual([sourceEnd, targetEnd], ['0.0px 22px', '0.0px -22px']);
});

test('a curve is the same from both ends', () => {
  const { weights, distances } = curve({ x: 0, y: 0 }, { x: 300, y: 200 }, 44, 0);
  const [w1 = 0, w2 = 0] = weights.split(' ').map(Number);
  const [d1 = 0, d2 = 0] = distances.split(' ').map(Number);
  assert.ok(Math.abs(w1 + w2 - 1) < 1e-3);
  assert.ok(Math.abs(d1 + d2) < 1e-2 && d1 !== 0);
});

test('every edge can be drawn, upwards and between neighbors too', () => {
  for (const target of [{ x: 0, y: 0 }, { x: 9, y: -300 }, { x: 400, y: 3 }, { x: -400, y: 0 }]) {
    const path = curve({ x: 0, y: 0 }, target, 44, 0.5);
    assert.ok(!`${path.weights}${path.distances}`.includes('NaN'));
  }
});
