/** A scene as Cytoscape's elements: cards, frames of boxes, and edges. */
import type { ElementDefinition } from 'cytoscape';
import { CARD_HEIGHT, cardWidth } from './cards';
import { curve, shifts } from './curves';
import type { Point, Positions } from './layout';
import type { Scene, SceneEdge, SceneNode } from './scene';
import { edgeWidth, mix, redness } from './scales';
import type { Palette } from './theme';

/** Nodes that fail this often have a red border; a smaller share is told in figures. */
const FAILING = 0.05;

/** Edges of this width on are dashed in longer dashes. */
const WIDE = 5;

const ORIGIN: Point = { x: 0, y: 0 };

/** All elements by their ids. */
export function elements(scene: Scene, at: Positions, palette: Palette):
  Map<string, ElementDefinition> {
  const all = new Map<string, ElementDefinition>();
  for (const name of new Set(scene.nodes.map((node) => node.box))) {
    if (name !== undefined) {
      const id = frameId(name);
      all.set(id, { group: 'nodes', classes: 'box', data: { id, name } });
    }
  }
  scene.nodes.forEach((node) => all.set(node.id, nodeElement(node, at)));
  const shift = shifts(scene.edges);
  for (const edge of scene.edges) {
    const source = at[edge.source] ?? ORIGIN;
    const target = at[edge.target] ?? ORIGIN;
    const path = curve(source, target, CARD_HEIGHT, shift.get(edge.id) ?? 0);
    all.set(edge.id, edgeElement(edge, path, palette));
  }
  return all;
}

/** The frame around nodes of a box, as opposed to the node that a folded box is. */
export function frameId(name: string): string {
  return `frame:${name}`;
}

function nodeElement(node: SceneNode, at: Positions): ElementDefinition {
  const isOutside = node.kind === 'external' || node.kind === 'unknown';
  const classes = [
    node.kind === 'box' ? 'folded' : '',
    isOutside ? 'outside' : '',
    (node.tally.errorRatio ?? 0) >= FAILING ? 'failing' : '',
  ];
  return {
    group: 'nodes',
    classes: classes.join(' '),
    data: {
      id: node.id,
      width: cardWidth(node),
      height: CARD_HEIGHT,
      members: node.members.map((one) => one.id),
      ...(node.box === undefined ? {} : { parent: frameId(node.box) }),
    },
    position: at[node.id] ?? ORIGIN,
  };
}

function edgeElement(edge: SceneEdge, path: object, palette: Palette): ElementDefinition {
  const width = edgeWidth(edge.tally.rate);
  return {
    group: 'edges',
    classes: [edge.isPlaintext ? 'plaintext' : '', width > WIDE ? 'wide' : ''].join(' '),
    data: {
      id: edge.id,
      source: edge.source,
      target: edge.target,
      width,
      arrow: Math.max(0.55, 1.15 - width / 14),
      color: mix(palette.calm, palette.failing, redness(edge.tally.errorRatio ?? 0)),
      loop: edge.source === edge.target,
      members: edge.edges.map((one) => one.id),
      ...path,
    },
  };
}
