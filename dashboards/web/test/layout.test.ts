import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout, type LayoutInput, type LayoutNode, type Positions } from '../src/layout';

const card = (id: string, more: Partial<LayoutNode> = {}): LayoutNode =>
  ({ id, width: 150, height: 44, ...more });
const link = (source: string, target: string): { source: string; target: string } =>
  ({ source, target });

function y(positions: Positions, id: string): number {
  return positions[id]?.y ?? Number.NaN;
}

test('callers stand above callees, ways in above all, ways out below all', () => {
  const at = layout({
    nodes: [card('in', { lane: 'entry' }), card('a'), card('b'), card('c'),
      card('out', { lane: 'exit' })],
    edges: [link('in', 'a'), link('a', 'b'), link('b', 'c'), link('a', 'out')],
    aspect: 1.4,
  });
  const order = ['in', 'a', 'b', 'c', 'out'];
  for (let index = 1; index < order.length; index++) {
    assert.ok(y(at, order[index - 1] ?? '') + 44 < y(at, order[index] ?? ''));
  }
});

test('the same graph is placed the same', () => {
  const input = random(80, 7);
  assert.deepEqual(layout(input), layout(structuredClone(input)));
});

test('no two cards cover each other, however large or dense the graph', () => {
  for (const input of [random(30, 1), random(160, 2), random(400, 3), dense(40), wide(60)]) {
    assertApart(input, layout(input));
  }
});

test('a wide rank is broken into rows that fit', () => {
  const at = Object.values(layout(wide(60)));
  const width = Math.max(...at.map((one) => one.x)) - Math.min(...at.map((one) => one.x));
  const height = Math.max(...at.map((one) => one.y)) - Math.min(...at.map((one) => one.y));
  assert.ok(width < 4 * height, `${width} × ${height}`);
});

test('circles, loops and nothing at all are placed too', () => {
  const circle = layout({
    nodes: [card('a'), card('b')],
    edges: [link('a', 'b'), link('b', 'a'), link('a', 'a'), link('a', 'gone')],
    aspect: 1,
  });
  assert.deepEqual(Object.keys(circle).sort(), ['a', 'b']);
  assert.deepEqual(layout({ nodes: [], edges: [], aspect: 1 }), {});
});

function assertApart(input: LayoutInput, at: Positions): void {
  assert.equal(Object.keys(at).length, input.nodes.length);
  const all = Object.entries(at);
  for (const [id, one] of all) {
    assert.ok(Number.isFinite(one.x) && Number.isFinite(one.y), id);
    for (const [other, two] of all) {
      const isApart = Math.abs(one.x - two.x) >= 149.9 || Math.abs(one.y - two.y) >= 43.9;
      assert.ok(id === other || isApart, `${id} covers ${other}`);
    }
  }
}

/** Numbers that look random; the same seed gives the same. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

function random(size: number, seed: number): LayoutInput {
  const draw = draws(seed);
  const nodes = Array.from({ length: size }, (_, at) => card(`n${at}`, { box: `b${at % 5}` }));
  const edges = Array.from({ length: size * 2 }, () => link(`n${draw(size)}`, `n${draw(size)}`));
  return { nodes, edges, aspect: 1.4 };
}

function dense(size: number): LayoutInput {
  const nodes = Array.from({ length: size }, (_, at) => card(`n${at}`));
  const edges = nodes.flatMap((one, at) => nodes.slice(at + 1).map((two) => link(one.id, two.id)));
  return { nodes, edges, aspect: 1.4 };
}

function wide(size: number): LayoutInput {
  const nodes = [card('root'), ...Array.from({ length: size }, (_, at) => card(`n${at}`))];
  return { nodes, edges: nodes.slice(1).map((one) => link('root', one.id)), aspect: 1.4 };
}

test('a chain of cards stays a chain, but a stack of boxes becomes a square', () => {
  const chain = Array.from({ length: 8 }, (_, at) => card(`n${at}`));
  const links = chain.slice(1).map((one, at) => link(`n${at}`, one.id));
  const cards = layout({ nodes: chain, edges: links, aspect: 1.4 });
  assert.equal(new Set(Object.values(cards).map((one) => one.y)).size, 8);
  const boxed = layout(random(80, 5));
  const at = Object.values(boxed);
  const width = Math.max(...at.map((one) => one.x)) - Math.min(...at.map((one) => one.x));
  const height = Math.max(...at.map((one) => one.y)) - Math.min(...at.map((one) => one.y));
  assert.ok(height < 2 * width && width < 4 * height, `${width} × ${height}`);
});
