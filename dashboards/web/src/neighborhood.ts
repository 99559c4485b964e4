/** How far nodes are from each other. */
import type { Call } from './expression';

/** How many calls, in either direction, each node is away from one. */
export function distances(calls: readonly Call[], start: string): Map<string, number> {
  const neighbors = new Map<string, string[]>();
  const connect = (one: string, other: string): void => {
    neighbors.set(one, [...(neighbors.get(one) ?? []), other]);
  };
  for (const { edge } of calls) {
    connect(edge.source, edge.destination);
    connect(edge.destination, edge.source);
  }
  const away = new Map([[start, 0]]);
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const next of neighbors.get(node) ?? []) {
      if (!away.has(next)) {
        away.set(next, (away.get(node) ?? 0) + 1);
        queue.push(next);
      }
    }
  }
  return away;
}
