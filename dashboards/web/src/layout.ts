/**
 * Where nodes stand: callers above callees. Each box is laid out by itself, then boxes and what is
 * in none among each other; ways in stand in a row above all, ways out in one below. The same
 * input gives the same picture.
 */
import dagre from '@dagrejs/dagre';
import { quickLayers } from './quick';
import { spread, wrap, type Placed } from './rows';

export interface LayoutNode {
  id: string;
  width: number;
  height: number;
  box?: string;
  lane?: 'entry' | 'exit';
}

export interface LayoutInput {
  nodes: LayoutNode[];
  edges: { source: string; target: string }[];
  /** Width ÷ height of where it is to be shown. */
  aspect: number;
}

export interface Point {
  x: number;
  y: number;
}

export type Positions = Record<string, Point>;

export const BOX_PADDING = 22;
export const BOX_TITLE = 20;
const LANE_GAP = 78;
const NODE_GAP = 26;
const RANK_GAP = 52;

/** A box alone is wider than the whole, because rows of others stand above and below it. */
const ALONE = 2.2;

/** More than this takes dagre seconds. */
const DAGRE_NODES = 150;
const DAGRE_LINKS = 220;

export function layout(input: LayoutInput): Positions {
  const middle = input.nodes.filter((node) => node.lane === undefined);
  const placed = new Map<string, Placed>();
  const boxes = boxesOf(middle, input);
  const outer = [
    ...middle.filter((node) => node.box === undefined),
    ...boxes.map((box) => box.outside),
  ];
  const home = new Map(
    middle.map((node) => [node.id, node.box === undefined ? node.id : boxKey(node.box)]));
  for (const node of layers(outer, lift(input.edges, home), input.aspect)) {
    placed.set(node.id, node);
  }
  for (const box of boxes) {
    const at = placed.get(box.outside.id);
    for (const node of at === undefined ? [] : box.inside) {
      const y = at!.y + node.y + BOX_TITLE / 2;
      placed.set(node.id, { ...node, x: at!.x + node.x, y });
    }
    placed.delete(box.outside.id);
  }
  addLanes(input, placed);
  return Object.fromEntries([...placed].map(([id, { x, y }]) => [id, { x, y }]));
}

interface Box {
  outside: LayoutNode;
  /** Relative to the middle of the box. */
  inside: Placed[];
}

function boxesOf(nodes: LayoutNode[], input: LayoutInput): Box[] {
  const names = [...new Set(nodes.flatMap((node) => node.box ?? []))].sort();
  const aspect = names.length > 1 ? 1.3 : input.aspect * ALONE;
  return names.map((name) => {
    const own = nodes.filter((node) => node.box === name);
    const ids = new Map(own.map((node) => [node.id, node.id]));
    const inside = layers(own, lift(input.edges, ids), aspect);
    const { width, height } = extent(inside);
    const outside = {
      id: boxKey(name),
      width: width + 2 * BOX_PADDING,
      height: height + 2 * BOX_PADDING + BOX_TITLE,
    };
    return { outside, inside };
  });
}

function boxKey(name: string): string {
  return `\u0000${name}`;
}

type Link = { source: string; target: string };

/** Edges between what their ends lie in, each once. */
function lift(edges: readonly Link[], home: Map<string, string>): Link[] {
  const links = new Map<string, Link>();
  for (const edge of edges) {
    const source = home.get(edge.source);
    const target = home.get(edge.target);
    if (source !== undefined && target !== undefined && source !== target) {
      links.set(`${source}\u0001${target}`, { source, target });
    }
  }
  return [...links.values()];
}

/** Layers of nodes around the origin; rows that would be too wide are broken. */
function layers(nodes: LayoutNode[], links: Link[], aspect: number): Placed[] {
  const isDense = nodes.length > DAGRE_NODES || links.length > DAGRE_LINKS;
  const gap = { x: NODE_GAP, y: RANK_GAP };
  const at = isDense ? quickLayers(nodes, links, gap) : dagreLayers(nodes, links);
  const callers = new Set(links.map((link) => link.source));
  const placed = nodes.map((node) => {
    const { x, y } = at.get(node.id) ?? { x: 0, y: 0 };
    return { ...node, x, y, isCaller: callers.has(node.id) };
  });
  return centered(wrap(placed, aspect, gap));
}

function dagreLayers(nodes: LayoutNode[], links: Link[]): Map<string, Point> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: NODE_GAP, ranksep: RANK_GAP });
  for (const node of nodes) {
    graph.setNode(node.id, { width: node.width, height: node.height });
  }
  for (const link of links) {
    graph.setEdge(link.source, link.target, {});
  }
  dagre.layout(graph);
  return new Map(nodes.map((node) => {
    const { x = 0, y = 0 } = graph.node(node.id) as Partial<Point>;
    return [node.id, { x, y }];
  }));
}

function addLanes(input: LayoutInput, placed: Map<string, Placed>): void {
  const middle = [...placed.values()];
  const top = Math.min(0, ...middle.map((node) => node.y - node.height / 2 - boxMargin(node)));
  const bottom = Math.max(0, ...middle.map((node) => node.y + node.height / 2 + boxMargin(node)));
  for (const lane of ['entry', 'exit'] as const) {
    const own = input.nodes.filter((node) => node.lane === lane);
    const y = lane === 'entry' ? top - LANE_GAP : bottom + LANE_GAP;
    const wanted = own.map((node) => ({
      ...node, x: meanOfNeighbors(node.id, input.edges, placed), y, isCaller: lane === 'entry',
    }));
    for (const node of spread(wanted, NODE_GAP)) {
      placed.set(node.id, node);
    }
  }
}

function boxMargin(node: LayoutNode): number {
  return node.box === undefined ? 0 : BOX_PADDING + BOX_TITLE / 2;
}

function meanOfNeighbors(id: string, links: readonly Link[], placed: Map<string, Placed>): number {
  const xs = links
    .filter((link) => link.source === id || link.target === id)
    .map((link) => placed.get(link.source === id ? link.target : link.source)?.x)
    .filter((x) => x !== undefined);
  return xs.length === 0 ? 0 : xs.reduce((a, b) => a + b, 0) / xs.length;
}

function extent(nodes: Placed[]): { width: number; height: number } {
  const xs = nodes.flatMap((node) => [node.x - node.width / 2, node.x + node.width / 2]);
  const ys = nodes.flatMap((node) => [node.y - node.height / 2, node.y + node.height / 2]);
  return { width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
}

function centered(nodes: Placed[]): Placed[] {
  if (nodes.length === 0) {
    return nodes;
  }
  const xs = nodes.flatMap((node) => [node.x - node.width / 2, node.x + node.width / 2]);
  const ys = nodes.flatMap((node) => [node.y - node.height / 2, node.y + node.height / 2]);
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const y = (Math.min(...ys) + Math.max(...ys)) / 2;
  return nodes.map((node) => ({ ...node, x: node.x - x, y: node.y - y }));
}
