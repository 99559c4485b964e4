/** Edges as curves that leave below the caller and arrive above the callee. */
import type { Point } from './layout';

export interface Curve {
  weights: string;
  distances: string;
  sourceEnd: string;
  targetEnd: string;
}

/** Edges that go down this far at least are curves; others bend around. */
export const DOWN_LEAST = 30;

/** Between parallel edges. */
const APART = 22;
const BEND = 60;

/**
 * The curve of one of several parallel edges.
 *
 * @param source the middle of the caller's card
 * @param target the middle of the callee's card
 * @param height of cards
 * @param shift which of the parallel edges it is: 0 for one alone, −0.5 and 0.5 for two
 */
export function curve(source: Point, target: Point, height: number, shift: number): Curve {
  const from = { x: source.x + shift * APART, y: source.y + height / 2 };
  const to = { x: target.x + shift * APART, y: target.y - height / 2 };
  if (to.y - from.y < DOWN_LEAST) {
    return bent(source, target, height, shift);
  }
  const reach = (to.y - from.y) * 0.5;
  const controls = [{ x: from.x, y: from.y + reach }, { x: to.x, y: to.y - reach }];
  const along = controls.map((point) => relative(from, to, point));
  return {
    weights: along.map((one) => one.weight.toFixed(4)).join(' '),
    distances: along.map((one) => one.distance.toFixed(2)).join(' '),
    sourceEnd: `${(shift * APART).toFixed(1)}px ${height / 2}px`,
    targetEnd: `${(shift * APART).toFixed(1)}px ${-height / 2}px`,
  };
}

/** Around cards: from side to side within a row, and upwards past their right ends. */
function bent(source: Point, target: Point, height: number, shift: number): Curve {
  const isInRow = Math.abs(target.y - source.y) < height;
  const side = target.x >= source.x ? 1 : -1;
  const sourceSide = isInRow ? side : 1;
  const targetSide = isInRow ? -side : 1;
  const middle = { x: (source.x + target.x) / 2, y: (source.y + target.y) / 2 };
  const away = (1 + Math.abs(shift)) * BEND;
  const control = isInRow
    ? { x: middle.x, y: middle.y - away / 2 }
    : { x: Math.max(source.x, target.x) + 2 * away, y: middle.y };
  const { weight, distance } = relative(source, target, control);
  return {
    weights: weight.toFixed(4),
    distances: distance.toFixed(2),
    sourceEnd: `${50 * sourceSide}% 0%`,
    targetEnd: `${50 * targetSide}% 0%`,
  };
}

/** A point as Cytoscape wants it: how far along the line, and how far to its side. */
function relative(from: Point, to: Point, point: Point): { weight: number; distance: number } {
  const line = { x: to.x - from.x, y: to.y - from.y };
  const at = { x: point.x - from.x, y: point.y - from.y };
  const length = Math.hypot(line.x, line.y);
  return {
    weight: length === 0 ? 0 : (at.x * line.x + at.y * line.y) / (length * length),
    distance: length === 0 ? 0 : (line.x * at.y - line.y * at.x) / length,
  };
}

/** Which of the edges between the same two nodes each is, around the middle. */
export function shifts(edges: readonly { id: string; source: string; target: string }[]):
  Map<string, number> {
  const groups = new Map<string, string[]>();
  for (const { id, source, target } of edges) {
    const key = [source, target].sort().join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  const result = new Map<string, number>();
  for (const ids of groups.values()) {
    ids.forEach((id, index) => result.set(id, index - (ids.length - 1) / 2));
  }
  return result;
}
