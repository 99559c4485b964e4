/** Rows of nodes: breaking those that are too wide, and keeping neighbors apart. */
import type { LayoutNode } from './layout';

export interface Placed extends LayoutNode {
  x: number;
  y: number;
  /** Whether it calls anybody; leaves move up when a row is broken. */
  isCaller: boolean;
}

interface Gap {
  x: number;
  y: number;
}

/** How much wider than ideal a row may be before it is broken. */
const TOLERANCE = 1.25;

/** The same for all rows together, which long edges push apart. */
const SPAN_TOLERANCE = 1.8;

/**
 * Ranks are merged where they make a picture so many times taller than ideal: of so many nodes, or
 * if there are boxes among them. A short chain of cards stays a chain.
 */
const MERGE_RATIO = 1.4;
const MERGE_FROM = 24;
const MERGE_WIDTH = 0.9;

/** What is higher is no card but a box. */
const CARD_MOST = 100;

interface Ideal {
  limit: number;
  aspect: number;
  gap: number;
}

/** Breaks rows so that the whole comes near the aspect; order within rows is kept. */
export function wrap(nodes: Placed[], aspect: number, gap: Gap): Placed[] {
  const limit = idealWidth(nodes, aspect, gap);
  const rows = merged(rowsOf(nodes), { limit, aspect, gap: gap.y });
  const xs = nodes.map((node) => node.x);
  const span = nodes.length === 0 ? 0 : Math.max(...xs) - Math.min(...xs);
  const isWide = rows.some((row) => widthOf(row, gap) > limit * TOLERANCE);
  const isMerged = new Set(nodes.map((node) => Math.round(node.y))).size > rows.length;
  if (!isWide && !isMerged && span <= limit * SPAN_TOLERANCE) {
    return nodes;
  }
  const center = (Math.max(...xs) + Math.min(...xs)) / 2;
  const scale = Math.min(1, limit / Math.max(1, span));
  const placed: Placed[] = [];
  let y = 0;
  for (const row of rows.flatMap((wide) => broken(wide, limit * TOLERANCE, gap))) {
    const height = tallest(row);
    y += height / 2;
    const wanted = row.map((node) => ({ ...node, x: (node.x - center) * scale, y }));
    placed.push(...spread(wanted, gap.x));
    y += height / 2 + gap.y;
  }
  return placed;
}

/** Moves nodes of one row just so far that none is nearer to the next than the gap. */
export function spread(row: Placed[], gap: number): Placed[] {
  const sorted = [...row].sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1));
  let edge = -Infinity;
  const pushed = sorted.map((node) => {
    const x = Math.max(node.x, edge + gap + node.width / 2);
    edge = x + node.width / 2;
    return { ...node, x };
  });
  const drift = mean(pushed) - mean(sorted);
  return pushed.map((node) => ({ ...node, x: node.x - drift }));
}

function mean(nodes: Placed[]): number {
  return nodes.length === 0 ? 0 : nodes.reduce((total, node) => total + node.x, 0) / nodes.length;
}

function idealWidth(nodes: Placed[], aspect: number, gap: Gap): number {
  const area = nodes.reduce(
    (total, node) => total + (node.width + gap.x) * (node.height + gap.y), 0);
  const widest = Math.max(0, ...nodes.map((node) => node.width));
  return Math.max(widest, Math.sqrt(area * aspect) * 1.15);
}

function rowsOf(nodes: Placed[]): Placed[][] {
  const rows = new Map<number, Placed[]>();
  for (const node of nodes) {
    const y = Math.round(node.y);
    rows.set(y, [...(rows.get(y) ?? []), node]);
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([, row]) => row.sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1)));
}

/** Many ranks of few nodes become fewer rows: callers are above their callees, or beside them. */
function merged(rows: Placed[][], ideal: Ideal): Placed[][] {
  const all = rows.flat();
  const isMergeable = all.length >= MERGE_FROM || all.some((node) => node.height > CARD_MOST);
  const height = rows.reduce((total, row) => total + tallest(row) + ideal.gap, 0);
  if (!isMergeable || height < (MERGE_RATIO * ideal.limit) / ideal.aspect) {
    return rows;
  }
  const result: Placed[][] = [];
  for (const row of rows) {
    const last = result[result.length - 1];
    if (last !== undefined && widthOf([...last, ...row], { x: 0, y: 0 }) < ideal.limit * MERGE_WIDTH) {
      last.push(...row);
    } else {
      result.push([...row]);
    }
  }
  return result;
}

function tallest(row: Placed[]): number {
  return Math.max(...row.map((node) => node.height));
}

function widthOf(row: Placed[], gap: Gap): number {
  return row.reduce((total, node) => total + node.width + gap.x, -gap.x);
}

/** A row in as many as it needs; leaves above callers, whose own callees are below. */
function broken(row: Placed[], limit: number, gap: Gap): Placed[][] {
  const parts = Math.ceil(widthOf(row, gap) / limit);
  if (parts <= 1) {
    return [row];
  }
  const order = [...row.filter((node) => !node.isCaller), ...row.filter((node) => node.isCaller)];
  const size = Math.ceil(order.length / parts);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, part) =>
    order.slice(part * size, (part + 1) * size).sort((a, b) => a.x - b.x));
}
