/** Rates and failures beside edges: where there is room, and of what is pointed at. */
import type { NodeSingular } from 'cytoscape';
import { bellWidth } from './alerts-paint';
import { DOWN_LEAST } from './curves';
import type { Graph } from './graph';
import type { Point } from './layout';
import type { SceneEdge } from './scene';
import { redness } from './scales';
import type { Palette } from './theme';
import { percent, rate } from './units';

export const FONT = "'Inter', system-ui, sans-serif";
const ZOOM_FOR_RATES = 0.55;
const EDGES_FOR_RATES = 70;

/**
 * Paints in the graph's own coordinates, with room for a bell on the left where there is a mark.
 * What each text covers, by the id of its edge.
 */
export function paintEdgeTexts(
  pen: CanvasRenderingContext2D, graph: Graph, zoom: number, palette: Palette,
): Map<string, Area> {
  const painted = new Map<string, Area>();
  const isRoomy = zoom >= ZOOM_FOR_RATES && graph.edges.length <= EDGES_FOR_RATES;
  if (!isRoomy && graph.cy.elements('.hovered, .selected').empty()) {
    return painted;
  }
  const isSelecting = graph.cy.elements('.selected').nonempty();
  const taken = takenByCards(graph);
  const order = [...graph.edges].sort((a, b) => b.tally.requests - a.tally.requests);
  for (const edge of order) {
    const element = graph.cy.getElementById(edge.id);
    const isMarked = element.hasClass('hovered') || element.hasClass('selected');
    const isShown = isMarked || (!element.hasClass('faded') && (isRoomy || isSelecting));
    const at = element.empty() ? undefined : textPoint(element as unknown as Drawn);
    if (at !== undefined && isShown) {
      const size = isMarked ? Math.max(11.5, 12 / zoom) : 11;
      const room = graph.marks.has(edge.id) ? bellWidth(zoom) : 0;
      const area = paint(pen, edge, { at, size, isMarked, room, taken }, palette);
      if (area !== undefined) {
        painted.set(edge.id, area);
      }
    }
  }
  return painted;
}

function takenByCards(graph: Graph): Taken {
  const taken = new Taken();
  for (const node of graph.nodes) {
    const element = graph.cy.getElementById(node.id) as NodeSingular;
    taken.add({ ...element.position(), width: element.width(), height: element.height() });
  }
  return taken;
}

interface Place {
  at: Point;
  size: number;
  isMarked: boolean;
  /** For a bell on its left. */
  room: number;
  taken: Taken;
}

function paint(
  pen: CanvasRenderingContext2D, edge: SceneEdge, place: Place, palette: Palette,
): Area | undefined {
  const { at, size, isMarked, room } = place;
  const isFailing = redness(edge.tally.errorRatio ?? 0) > 0;
  const text = isFailing
    ? `${rate(edge.tally.rate)} · ${percent(edge.tally.errorRatio)}`
    : rate(edge.tally.rate);
  pen.font = `${isMarked ? 560 : 450} ${size}px ${FONT}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const width = pen.measureText(text).width + 8;
  const height = size * 1.5;
  const isFree = place.taken.add({ x: at.x - room / 2, y: at.y, width: width + room, height });
  if (!isFree && !isMarked) {
    return undefined;
  }
  pen.fillStyle = isMarked ? palette.surface : palette.canvas;
  pen.globalAlpha = isMarked ? 1 : 0.82;
  pen.beginPath();
  pen.roundRect(at.x - width / 2, at.y - height / 2, width, height, 4);
  pen.fill();
  pen.globalAlpha = 1;
  pen.fillStyle = isFailing ? palette.failing : isMarked ? palette.text : palette.muted;
  pen.fillText(text, at.x, at.y);
  return { ...at, width, height };
}

/** Around its middle. */
export interface Area extends Point {
  width: number;
  height: number;
}

/** Where something stands already; texts that would cover it are left out. */
class Taken {
  private readonly areas: Area[] = [];

  /** Takes an area around its middle if it is free; whether it was. */
  add(area: Area): boolean {
    const isFree = this.areas.every((other) =>
      Math.abs(area.x - other.x) * 2 >= area.width + other.width
      || Math.abs(area.y - other.y) * 2 >= area.height + other.height);
    if (isFree) {
      this.areas.push(area);
    }
    return isFree;
  }
}

/** What Cytoscape knows of an edge that it has drawn; its types leave it out. */
interface Drawn {
  midpoint(): Point | undefined;
  sourceEndpoint(): Point | undefined;
  targetEndpoint(): Point | undefined;
}

/** How far along the second half of the curve: near the callee, where edges are apart. */
const TEXT_AT = 0.5;

function textPoint(edge: Drawn): Point | undefined {
  const from = edge.sourceEndpoint();
  const to = edge.targetEndpoint();
  const middle = edge.midpoint();
  if (from === undefined || to === undefined || middle === undefined || Number.isNaN(middle.x)) {
    return undefined;
  }
  if (to.y - from.y < DOWN_LEAST) {
    return middle;
  }
  const control = { x: to.x, y: (from.y + to.y) / 2 };
  const half = { x: (from.x + to.x) / 2, y: control.y };
  const along = (a: number, b: number, c: number): number =>
    (1 - TEXT_AT) ** 2 * a + 2 * TEXT_AT * (1 - TEXT_AT) * b + TEXT_AT ** 2 * c;
  return { x: along(half.x, control.x, to.x), y: along(half.y, control.y, to.y) };
}
