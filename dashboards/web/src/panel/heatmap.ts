/** How long requests took: time to the right, duration upwards, darker where there are more. */
import { fill, h } from '../dom';
import { logTicks, mix } from '../scales';
import type { Palette } from '../theme';
import { clock, timeTicks } from '../time';
import type { LatencyDistribution } from '../types';
import { count, millis } from '../units';

const HEIGHT = 150;
const LEFT = 54;
const BOTTOM = 22;
const TOP = 4;
const RIGHT = 26;
/** What the shortest band begins with, where the API says 0. */
const SHORTEST_MILLIS = 0.001;
const FONT = "11px 'Inter', system-ui, sans-serif";

interface Box {
  width: number;
  height: number;
}

export class Heatmap {
  readonly element: HTMLElement;
  private readonly canvas = h('canvas', { role: 'img' });
  private readonly readout = h('div', { class: 'readout' });
  private data: LatencyDistribution | undefined;

  constructor(private readonly palette: () => Palette) {
    this.element = h('div', { class: 'heat plot' }, this.readout, this.canvas);
    this.canvas.style.height = `${HEIGHT}px`;
    this.canvas.addEventListener('mousemove', (event) => this.read(event));
    this.canvas.addEventListener('mouseleave', () => this.rest());
  }

  update(data: LatencyDistribution): void {
    this.data = data;
    const total = data.total.latency;
    const spoken = total === undefined
      ? 'Latency over time: no samples.'
      : `Latency over time: ${count(total.count)} requests, half within `
        + `${millis(total.p50Millis)}, 99 percent within ${millis(total.p99Millis)}.`;
    this.canvas.setAttribute('aria-label', spoken);
    this.rest();
    this.recolor();
  }

  recolor(): void {
    const { data } = this;
    if (data === undefined) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const box = { width: Math.max(200, this.element.clientWidth), height: HEIGHT };
    this.canvas.width = Math.round(box.width * ratio);
    this.canvas.height = Math.round(box.height * ratio);
    const pen = this.canvas.getContext('2d');
    if (pen !== null) {
      pen.scale(ratio, ratio);
      this.cells(pen, data, box);
      this.axes(pen, data, box);
    }
  }

  private cells(pen: CanvasRenderingContext2D, data: LatencyDistribution, box: Box): void {
    const most = Math.max(1, ...data.points.flatMap((point) => point.counts));
    const { heat } = this.palette();
    const [columns, rows] = [data.points.length, Math.max(1, data.bands.length)];
    const [wide, high] = [plotWidth(box) / columns, plotHeight(box) / rows];
    data.points.forEach((point, column) => {
      point.counts.forEach((number, row) => {
        if (number > 0) {
          pen.fillStyle = mix(heat[0], heat[1], Math.log1p(number) / Math.log1p(most));
          const y = TOP + plotHeight(box) - (row + 1) * high;
          pen.fillRect(LEFT + column * wide, y, Math.ceil(wide - 0.5), Math.ceil(high - 0.5));
        }
      });
    });
  }

  private axes(pen: CanvasRenderingContext2D, data: LatencyDistribution, box: Box): void {
    const palette = this.palette();
    const { least, most } = limits(data);
    pen.font = FONT;
    pen.fillStyle = palette.muted;
    pen.strokeStyle = palette.line;
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    for (const tick of logTicks(least, most, 5)) {
      const share = Math.log(tick / least) / Math.log(most / least);
      const y = TOP + plotHeight(box) * (1 - share);
      line(pen, LEFT, y, box.width - RIGHT, y);
      pen.fillText(millis(tick), LEFT - 6, y);
    }
    const [from, to] = [Date.parse(data.range.from), Date.parse(data.range.to)];
    pen.textAlign = 'center';
    pen.textBaseline = 'top';
    for (const tick of timeTicks(from, to, 5)) {
      const x = LEFT + (plotWidth(box) * (tick - from)) / (to - from);
      if (x > LEFT + 14 && x < box.width - 18) {
        pen.fillText(clock(tick, Date.now(), false), x, box.height - BOTTOM + 7);
      }
    }
  }

  private read(event: MouseEvent): void {
    const { data } = this;
    const box = { width: this.canvas.clientWidth, height: HEIGHT };
    const across = (event.offsetX - LEFT) / plotWidth(box);
    const up = 1 - (event.offsetY - TOP) / plotHeight(box);
    if (data === undefined || across < 0 || across >= 1 || up < 0 || up >= 1) {
      this.rest();
      return;
    }
    const point = data.points[Math.floor(across * data.points.length)];
    const row = Math.floor(up * data.bands.length);
    const band = data.bands[row];
    if (point?.at !== undefined && band !== undefined) {
      const upper = band.throughMillis === undefined ? '…' : millis(band.throughMillis);
      fill(this.readout,
        h('span', {}, h('b', {}, count(point.counts[row] ?? 0)), ' requests'),
        h('span', {}, `${millis(band.aboveMillis)} – ${upper}`),
        h('span', {}, clock(Date.parse(point.at), Date.now())));
    }
  }

  private rest(): void {
    const total = this.data?.total.latency;
    fill(this.readout, h('span', {}, total === undefined
      ? 'no samples'
      : `${count(total.count)} samples; a stronger color is more`));
  }
}

/** What the axis spans; all bands are as wide as the first, also one that nothing bounds. */
function limits({ bands }: LatencyDistribution): { least: number; most: number } {
  const least = Math.max(SHORTEST_MILLIS, bands[0]?.aboveMillis ?? 1);
  const last = bands[bands.length - 1];
  const width = Math.max(1.01, (bands[0]?.throughMillis ?? 1000) / least);
  return { least, most: last?.throughMillis ?? Math.max(last?.aboveMillis ?? 1, least) * width };
}

function plotWidth(box: Box): number {
  return box.width - LEFT - RIGHT;
}

function plotHeight(box: Box): number {
  return box.height - TOP - BOTTOM;
}

function line(
  pen: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number,
): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.globalAlpha = 0.6;
  pen.stroke();
  pen.globalAlpha = 1;
}
