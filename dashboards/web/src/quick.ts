/**
 * Layers of a dense graph in no time: ranks by the longest way from a caller that nobody calls,
 * order by where callers stand. Edges cross more than dagre would have them; among so many nobody
 * follows one with the eye.
 */
import type { LayoutNode, Point } from './layout';

type Link = { source: string; target: string };

/** Where each node stands, rank below rank; rows may be far too wide. */
export function quickLayers(
  nodes: readonly LayoutNode[], links: readonly Link[], gap: Point,
): Map<string, Point> {
  const callees = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  links.forEach((link) => callees.get(link.source)?.push(link.target));
  const order = topological(nodes, callees);
  const ranks = new Map<string, number>();
  const wanted = new Map<string, number[]>();
  const rows: string[][] = [];
  const position = new Map(order.map((id, index) => [id, index]));
  for (const id of order) {
    const rank = ranks.get(id) ?? 0;
    (rows[rank] ??= []).push(id);
    for (const callee of callees.get(id) ?? []) {
      if ((position.get(callee) ?? 0) > (position.get(id) ?? 0)) {
        ranks.set(callee, Math.max(ranks.get(callee) ?? 0, rank + 1));
      }
    }
  }
  const width = Math.max(1, ...nodes.map((node) => node.width)) + gap.x;
  const height = Math.max(1, ...nodes.map((node) => node.height)) + gap.y;
  const placed = new Map<string, Point>();
  rows.forEach((row, rank) => {
    const x = new Map(row.map((id, index) => [id, mean(wanted.get(id) ?? [index * width])]));
    row.sort((a, b) => (x.get(a) ?? 0) - (x.get(b) ?? 0));
    row.forEach((id, index) => {
      const at = { x: (index - (row.length - 1) / 2) * width, y: rank * height };
      placed.set(id, at);
      (callees.get(id) ?? []).forEach((callee) =>
        wanted.set(callee, [...(wanted.get(callee) ?? []), at.x]));
    });
  });
  return placed;
}

/** Callers before callees; calls that close a circle are passed over. */
function topological(nodes: readonly LayoutNode[], callees: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const order: string[] = [];
  for (const { id: start } of nodes) {
    const stack: [id: string, isLeaving: boolean][] = [[start, false]];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const [id, isLeaving] = top;
      if (isLeaving) {
        order.push(id);
      } else if (!done.has(id)) {
        done.add(id);
        stack.push([id, true]);
        (callees.get(id) ?? []).forEach((callee) => stack.push([callee, false]));
      }
    }
  }
  return order.reverse();
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
}
