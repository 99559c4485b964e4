/** What lies under and over Cytoscape's canvas: the two lanes, and all texts. */
import type { NodeSingular } from 'cytoscape';
import { DOWN_LEAST } from './curves';
import { frameId, type Graph } from './graph';
import type { Point } from './layout';
import { glyph } from './glyphs';
import type { SceneEdge, SceneNode } from './scene';
import { redness } from './scales';
import type { Palette } from './theme';
import { percent, rate } from './units';

const FONT = "'Inter', system-ui, sans-serif";
const ZOOM_FOR_TEXT = 0.28;
const ZOOM_FOR_RATES = 0.55;
const EDGES_FOR_RATES = 70;

/** Titles of boxes that are larger than this, because all is small, stand above their box. */
const TITLE_INSIDE = 17;

interface View {
  zoom: number;
  pan: { x: number; y: number };
  width: number;
  height: number;
}

export class Painter {
  private requested = false;

  constructor(
    private readonly graph: Graph,
    private readonly under: HTMLCanvasElement,
    private readonly over: HTMLCanvasElement,
    private palette: () => Palette,
  ) {
    graph.cy.on('render', () => this.request());
  }

  /** Paints with the next frame. */
  request(): void {
    if (!this.requested) {
      this.requested = true;
      requestAnimationFrame(() => {
        this.requested = false;
        this.paint();
      });
    }
  }

  private paint(): void {
    const cy = this.graph.cy;
    const view = { zoom: cy.zoom(), pan: cy.pan(), width: cy.width(), height: cy.height() };
    const palette = this.palette();
    const below = prepare(this.under, view);
    this.lanes(below, view, palette);
    const above = prepare(this.over, view);
    this.frames(above, view, palette);
    for (const node of this.graph.nodes) {
      this.node(above, node, view, palette);
    }
    this.edgeTexts(above, view, palette);
  }

  private lanes(context: CanvasRenderingContext2D, view: View, palette: Palette): void {
    for (const lane of ['entry', 'exit'] as const) {
      const nodes = this.graph.nodes.filter((node) => node.lane === lane);
      const boxes = nodes.map((node) => this.graph.cy.getElementById(node.id).boundingBox({}));
      if (boxes.length === 0) {
        continue;
      }
      const pad = 16;
      const top = Math.min(...boxes.map((box) => box.y1)) - pad;
      const bottom = Math.max(...boxes.map((box) => box.y2)) + pad;
      context.fillStyle = palette.lane;
      context.fillRect(-1e6, top, 2e6, bottom - top);
      context.fillStyle = palette.muted;
      context.font = `550 ${11 / view.zoom}px ${FONT}`;
      context.textBaseline = 'bottom';
      context.textAlign = 'left';
      const left = (14 - view.pan.x) / view.zoom;
      context.fillText(lane === 'entry' ? 'Ways in' : 'Ways out', left, top - 5 / view.zoom);
    }
  }

  private frames(context: CanvasRenderingContext2D, view: View, palette: Palette): void {
    context.fillStyle = palette.muted;
    context.textAlign = 'left';
    for (const name of new Set(this.graph.nodes.map((node) => node.box))) {
      if (name !== undefined) {
        const box = this.graph.cy.getElementById(frameId(name)).boundingBox({});
        const size = Math.max(12, Math.min(box.w / 9, 11 / view.zoom));
        context.font = `600 ${size}px ${FONT}`;
        const isAbove = size > TITLE_INSIDE;
        context.textBaseline = isAbove ? 'bottom' : 'top';
        context.fillText(name, box.x1 + (isAbove ? 2 : 14), box.y1 + (isAbove ? -3 : 7));
      }
    }
  }

  private node(
    context: CanvasRenderingContext2D, node: SceneNode, view: View, palette: Palette,
  ): void {
    const element = this.graph.cy.getElementById(node.id) as NodeSingular;
    if (element.empty() || view.zoom < ZOOM_FOR_TEXT || !isVisible(element, view)) {
      return;
    }
    const { x, y } = element.position();
    const left = x - element.width() / 2;
    context.globalAlpha = element.hasClass('faded') ? 0.45 : 1;
    context.strokeStyle = palette.muted;
    context.lineWidth = 1.3;
    glyph(context, node.kind, left + 18, y);
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    context.fillStyle = palette.text;
    context.font = `560 12.5px ${FONT}`;
    const room = element.width() - 44;
    context.fillText(shortened(context, node.title, room), left + 34, y - 2);
    this.figures(context, node, { x: left + 34, y: y + 13, room }, palette);
    context.globalAlpha = 1;
  }

  private figures(
    context: CanvasRenderingContext2D,
    node: SceneNode,
    at: { x: number; y: number; room: number },
    palette: Palette,
  ): void {
    context.font = `400 11px ${FONT}`;
    context.fillStyle = palette.muted;
    const { tally } = node;
    const first = node.lane === 'exit' || node.kind === 'box' ? node.subtitle : '';
    const parts = [first, rate(tally.rate)].filter((part) => part !== '').join(' · ');
    const text = shortened(context, parts, at.room);
    context.fillText(text, at.x, at.y);
    const ratio = tally.errorRatio ?? 0;
    if (redness(ratio) > 0) {
      const start = at.x + context.measureText(text + '  ').width;
      context.fillStyle = palette.failing;
      context.font = `560 11px ${FONT}`;
      const errors = percent(ratio);
      if (start + context.measureText(errors).width <= at.x + at.room + 6) {
        context.fillText(errors, start, at.y);
      }
    }
  }

  private edgeTexts(context: CanvasRenderingContext2D, view: View, palette: Palette): void {
    const isRoomy = view.zoom >= ZOOM_FOR_RATES && this.graph.edges.length <= EDGES_FOR_RATES;
    const marked = this.graph.cy.elements('.hovered, .selected');
    if (!isRoomy && marked.empty()) {
      return;
    }
    const isSelecting = this.graph.cy.elements('.selected').nonempty();
    const taken = new Taken();
    for (const node of this.graph.nodes) {
      const element = this.graph.cy.getElementById(node.id) as NodeSingular;
      taken.add({ ...element.position(), width: element.width(), height: element.height() });
    }
    const order = [...this.graph.edges].sort((a, b) => b.tally.requests - a.tally.requests);
    for (const edge of order) {
      const element = this.graph.cy.getElementById(edge.id);
      const isMarked = element.hasClass('hovered') || element.hasClass('selected');
      const isNear = isSelecting && !element.hasClass('faded');
      if (element.nonempty() && (isMarked || isNear || (isRoomy && !element.hasClass('faded')))) {
        this.edgeText(context, edge, { isMarked, view, taken }, palette);
      }
    }
  }

  private edgeText(
    context: CanvasRenderingContext2D,
    edge: SceneEdge,
    how: { isMarked: boolean; view: View; taken: Taken },
    palette: Palette,
  ): void {
    const { isMarked } = how;
    const at = textPoint(this.graph.cy.getElementById(edge.id) as unknown as Drawn);
    if (at === undefined) {
      return;
    }
    const size = isMarked ? Math.max(11.5, 12 / how.view.zoom) : 11;
    const isFailing = redness(edge.tally.errorRatio ?? 0) > 0;
    const text = isFailing
      ? `${rate(edge.tally.rate)} · ${percent(edge.tally.errorRatio)}`
      : rate(edge.tally.rate);
    context.font = `${isMarked ? 560 : 450} ${size}px ${FONT}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const width = context.measureText(text).width + 8;
    const isFree = how.taken.add({ ...at, width, height: size * 1.5 });
    if (!isFree && !isMarked) {
      return;
    }
    context.fillStyle = isMarked ? palette.surface : palette.canvas;
    context.globalAlpha = isMarked ? 1 : 0.82;
    context.beginPath();
    context.roundRect(at.x - width / 2, at.y - size * 0.75, width, size * 1.5, 4);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = isFailing ? palette.failing : isMarked ? palette.text : palette.muted;
    context.fillText(text, at.x, at.y);
  }
}

interface Area extends Point {
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

/** A cleared canvas of the right size, in the graph's own coordinates. */
function prepare(canvas: HTMLCanvasElement, view: View): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  if (context === null) {
    throw new Error('this browser draws no canvas');
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  const scale = ratio * view.zoom;
  context.setTransform(scale, 0, 0, scale, view.pan.x * ratio, view.pan.y * ratio);
  return context;
}

function isVisible(element: NodeSingular, view: View): boolean {
  const { x, y } = element.renderedPosition();
  const reach = element.renderedWidth();
  return x > -reach && y > -reach && x < view.width + reach && y < view.height + reach;
}

const ELLIPSIS = '…';

function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) {
    return text;
  }
  let end = text.length;
  while (end > 1 && context.measureText(text.slice(0, end) + ELLIPSIS).width > room) {
    end--;
  }
  return text.slice(0, end) + ELLIPSIS;
}
