/** What lies under and over Cytoscape's canvas: the two lanes, and all texts. */
import type { NodeSingular } from 'cytoscape';
import { paintAlertMarks } from './alerts-paint';
import { FONT, paintEdgeTexts } from './edge-texts';
import { frameId } from './elements';
import type { Graph } from './graph';
import { glyph } from './glyphs';
import type { SceneNode } from './scene';
import { redness } from './scales';
import type { Palette } from './theme';
import { percent, rate } from './units';

const ZOOM_FOR_TEXT = 0.28;

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
    const texts = paintEdgeTexts(above, this.graph, view.zoom, palette);
    paintAlertMarks(above, this.graph, { zoom: view.zoom, texts }, palette);
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
    context.globalAlpha = element.hasClass('faded') ? 0.55 : 1;
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
