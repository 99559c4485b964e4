import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, type Scene } from '../src/scene';
import { INITIAL } from '../src/state';
import type { ServiceGraph } from '../src/types';
import { edge, graph, node } from './made';

const SHOP = graph(
  [
    node('client', { kind: 'external' }), node('other', { kind: 'unknown' }),
    node('gate', { kind: 'gateway' }), node('cart'), node('pay', { namespace: 'bank' }),
    node('books', { kind: 'external' }),
  ],
  [
    edge('client', 'gate', { entry: 'gateway' }),
    edge('other', 'gate', { entry: 'gateway', errors: 50 }),
    edge('gate', 'cart'),
    edge('cart', 'pay', { errors: 10, requestsPerSecond: 5 }),
    edge('pay', 'books', { exit: 'passthrough' }),
  ],
);

const ids = (scene: Scene): string[] => scene.nodes.map((one) => one.id);
const members = (scene: Scene): string[] =>
  scene.edges.flatMap((one) => one.edges).map((one) => one.id).sort();

test('callers from outside share one way in, and every edge is somewhere', () => {
  const scene = build(SHOP, INITIAL);
  assert.deepEqual(members(scene), SHOP.edges.map((one) => one.id).sort());
  const entry = scene.nodes.find((one) => one.lane === 'entry');
  assert.equal(entry?.title, 'Gateway');
  assert.equal(entry?.members.length, 2);
  const bundle = scene.edges.find((one) => one.source === entry?.id);
  assert.equal(bundle?.edges.length, 2);
  assert.equal(bundle?.tally.errorRatio, 0.25);
  assert.equal(scene.nodes.find((one) => one.lane === 'exit')?.subtitle, 'passthrough');
});

test('boxes are namespaces, but for gateways', () => {
  const scene = build(SHOP, INITIAL);
  assert.deepEqual(scene.boxes.map((box) => box.name), ['bank', 'shop']);
  assert.equal(scene.nodes.find((one) => one.title === 'gate')?.box, undefined);
  assert.equal(build(SHOP, { ...INITIAL, boxes: 'none' }).boxes.length, 0);
  assert.equal(build(SHOP, { ...INITIAL, groupBy: 'namespace' }).boxes.length, 0);
});

test('a folded box is one node with all that goes in and out', () => {
  const scene = build(SHOP, { ...INITIAL, fold: ['bank'] });
  assert.ok(ids(scene).includes('box:bank'));
  assert.ok(!ids(scene).includes('w-pay'));
  assert.deepEqual(members(scene), SHOP.edges.map((one) => one.id).sort());
});

test('the search hides edges and the nodes that have no other', () => {
  const scene = build(SHOP, { ...INITIAL, query: 'rate>2' });
  assert.deepEqual(members(scene), ['e-cart-pay']);
  assert.deepEqual(ids(scene), ['w-cart', 'w-pay']);
  assert.equal(scene.edgesHidden, 4);
});

test('a focus leaves its neighborhood', () => {
  const near = build(SHOP, { ...INITIAL, focus: 'w-cart' });
  assert.deepEqual(members(near), ['e-cart-pay', 'e-gate-cart']);
  const further = build(SHOP, { ...INITIAL, focus: 'w-cart', depth: 2 });
  assert.equal(members(further).length, SHOP.edges.length);
});

test('many nodes are folded by themselves, unless a link opens them', () => {
  const many = bigGraph(200);
  assert.ok(build(many, INITIAL).nodes.length <= 8);
  assert.equal(build(many, { ...INITIAL, open: ['*'] }).nodes.length, 200);
  assert.equal(build(many, { ...INITIAL, open: ['ns-1'] }).nodes.length, 7 + 25);
  assert.equal(build(many, { ...INITIAL, open: ['*'], fold: ['ns-1'] }).nodes.length, 176);
});

function bigGraph(size: number): ServiceGraph {
  const nodes = Array.from({ length: size }, (_, at) =>
    node(`n${at}`, { namespace: `ns-${Math.floor(at / 25)}` }));
  const edges = nodes.slice(1).map((_, at) => edge(`n${Math.floor(at / 2)}`, `n${at + 1}`));
  return graph(nodes, edges);
}

test('an answer that names a node it does not hold is survived', () => {
  assert.equal(build(graph([node('cart')], [edge('cart', 'gone')]), INITIAL).edges.length, 0);
});

test('what is inside of folded boxes is shown too, though nothing is drawn of it', () => {
  const inside = graph([node('cart'), node('pay')], [edge('cart', 'pay')]);
  const scene = build(inside, { ...INITIAL, fold: ['shop'] });
  assert.equal(scene.edges.length, 0);
  assert.deepEqual(scene.shown, inside.edges);
  assert.equal(scene.edgesHidden, 0);
  assert.deepEqual(build(SHOP, { ...INITIAL, query: 'to:pay' }).shown.map((one) => one.id),
    ['e-cart-pay']);
});
