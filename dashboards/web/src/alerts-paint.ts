/** Bells on edges that an alert is about: where there is one, and how sure it is, without color. */
import type { NodeSingular } from 'cytoscape';
import type { Mark } from './alerts-marks';
import { DOWN_LEAST } from './curves';
import type { Area } from './edge-texts';
import type { Graph } from './graph';
import type { Point } from './layout';
import type { Palette } from './theme';

const RADIUS = 9;
/** However far away the picture is, a bell is at least so large on the screen. */
const RADIUS_ON_SCREEN = 7;
/**
 * How far along an edge without a text a bell may stand, the best place first, which is near the
 * callee, where edges are apart: a card or the text of another edge may cover some.
 */
const PLACES = [0.75, 0.64, 0.5, 0.85, 0.36, 0.25];

/** Between a bell with its ring and the text right of it. */
const GAP = 3;

/** How wide a bell beside a text is, in the graph's own coordinates. */
export function bellWidth(zoom: number): number {
  return 2 * bellRadius(zoom) + GAP;
}

function bellRadius(zoom: number): number {
  return Math.max(RADIUS, RADIUS_ON_SCREEN / zoom);
}

/**
 * Paints in the graph's own coordinates: left of the edge's text, or on the edge if that has none.
 *
 * @param texts what the text of each edge covers
 */
export function paintAlertMarks(
  pen: CanvasRenderingContext2D, graph: Graph, view: { zoom: number; texts: Map<string, Area> },
  palette: Palette,
): void {
  const { zoom, texts } = view;
  const radius = bellRadius(zoom);
  const cards = graph.marks.size === 0 ? [] : graph.nodes.map((node) => {
    const card = graph.cy.getElementById(node.id) as NodeSingular;
    return { ...card.position(), width: card.width(), height: card.height() };
  });
  const covered: Area[] = [...cards, ...texts.values()];
  const besideTextsFirst = [...graph.marks].sort(([a], [b]) =>
    Number(texts.has(b)) - Number(texts.has(a)));
  for (const [id, mark] of besideTextsFirst) {
    const element = graph.cy.getElementById(id);
    const text = texts.get(id);
    const at = element.empty() ? undefined
      : text === undefined ? place(element as unknown as Drawn, radius, covered)
        : { x: text.x - text.width / 2 - radius - GAP, y: text.y };
    if (at !== undefined) {
      covered.push({ ...at, width: 3 * radius, height: 3 * radius });
      pen.save();
      pen.translate(at.x, at.y);
      pen.scale(radius / RADIUS, radius / RADIUS);
      paint(pen, mark, palette);
      pen.restore();
    }
  }
}

/** What Cytoscape knows of an edge that it has drawn; its types leave it out. */
interface Drawn {
  midpoint(): Point | undefined;
  sourceEndpoint(): Point | undefined;
  targetEndpoint(): Point | undefined;
}

/** The first place on an edge that nothing covers. */
function place(edge: Drawn, radius: number, covered: readonly Area[]): Point | undefined {
  const at = edge.midpoint();
  const [from, to] = [edge.sourceEndpoint(), edge.targetEndpoint()];
  if (at === undefined || from === undefined || to === undefined || Number.isNaN(at.x)) {
    return undefined;
  }
  if (to.y - from.y < DOWN_LEAST) {
    return at;
  }
  const places = PLACES.map((share) => along(from, to, share));
  const isFree = (point: Point): boolean => covered.every((area) =>
    Math.abs(area.x - point.x) > area.width / 2 + radius / 2
    || Math.abs(area.y - point.y) > area.height / 2 + radius / 2);
  return places.find(isFree) ?? places[0];
}

/** A point of the curve that leads down (curves.ts): its halves are drawn as one bend each. */
function along(from: Point, to: Point, share: number): Point {
  const half = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const [start, end] = share <= 0.5 ? [from, half] : [half, to];
  const control = { x: share <= 0.5 ? from.x : to.x, y: half.y };
  const t = share <= 0.5 ? share * 2 : share * 2 - 1;
  const at = (a: number, b: number, c: number): number =>
    (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c;
  return { x: at(start.x, control.x, end.x), y: at(start.y, control.y, end.y) };
}

/** Firing is a full disk, of a page with a ring; held a bare bell in a circle; pending dashed. */
function paint(pen: CanvasRenderingContext2D, mark: Mark, palette: Palette): void {
  const color = mark === 'page' ? palette.failing : mark === 'pending' ? palette.muted
    : palette.warn;
  const isFull = mark === 'page' || mark === 'ticket';
  pen.beginPath();
  pen.arc(0, 0, RADIUS, 0, 2 * Math.PI);
  pen.fillStyle = isFull ? color : palette.surface;
  pen.fill();
  pen.strokeStyle = isFull ? palette.surface : color;
  pen.lineWidth = 1.5;
  pen.setLineDash(mark === 'pending' ? [2.5, 2.2] : []);
  pen.stroke();
  pen.setLineDash([]);
  if (mark === 'page') {
    pen.beginPath();
    pen.arc(0, 0, RADIUS + 2.5, 0, 2 * Math.PI);
    pen.strokeStyle = color;
    pen.stroke();
  }
  pen.strokeStyle = isFull ? palette.surface : color;
  pen.fillStyle = pen.strokeStyle;
  bell(pen, mark === 'held');
}

function bell(pen: CanvasRenderingContext2D, isHeld: boolean): void {
  pen.lineWidth = 1.2;
  pen.lineJoin = 'round';
  pen.beginPath();
  pen.moveTo(-4.6, 2.4);
  pen.quadraticCurveTo(-3.2, 1.2, -3.2, -1);
  pen.bezierCurveTo(-3.2, -6.2, 3.2, -6.2, 3.2, -1);
  pen.quadraticCurveTo(3.2, 1.2, 4.6, 2.4);
  pen.closePath();
  if (!isHeld) {
    pen.fill();
  }
  pen.stroke();
  pen.beginPath();
  pen.arc(0, 3.9, 1.1, 0, 2 * Math.PI);
  pen.fill();
}
