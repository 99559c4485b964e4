/** Lines over time, with the values under the pointer above them. */
import uPlot from 'uplot';
import { fill, h } from '../dom';
import { logTicks } from '../scales';
import type { Palette } from '../theme';
import { clock } from '../time';

/** One line. */
export interface Line {
  label: string;
  color: (palette: Palette) => string;
  isDashed?: boolean;
  isFilled?: boolean;
}

export interface PlotSpec {
  lines: Line[];
  format: (value: number) => string;
  isLogarithmic?: boolean;
  /** The least that the top of the scale is. */
  topLeast: number;
  label: string;
}

export type Values = (number | undefined)[];

const HEIGHT = 108;
const LOG_TICKS = 4;
const AXIS_WIDTH = 54;
const FONT = "11px 'Inter', system-ui, sans-serif";

export class Plot {
  readonly element: HTMLElement;
  private readonly host = h('div');
  private readonly readout = h('div', { class: 'readout' });
  private plot: uPlot | undefined;
  private data: uPlot.AlignedData = [[]];

  constructor(
    private readonly spec: PlotSpec,
    private readonly palette: () => Palette,
    private readonly zoom: (fromMillis: number, toMillis: number) => void,
  ) {
    this.element = h('div', { class: 'plot', role: 'img', 'aria-label': spec.label },
      this.readout, this.host);
  }

  /** Other values; times are in milliseconds. */
  update(times: number[], values: Values[]): void {
    const lines = values.map((line) => line.map((value) => value ?? null));
    this.data = [times.map((at) => at / 1000), ...lines];
    if (this.plot === undefined) {
      this.plot = new uPlot(this.options(), this.data, this.host);
    } else {
      this.plot.setData(this.data);
    }
    this.read(null);
  }

  /** Draws anew, in the theme's colors and the width there is. */
  recolor(): void {
    if (this.plot !== undefined) {
      this.plot.destroy();
      this.plot = new uPlot(this.options(), this.data, this.host);
      this.read(null);
    }
  }

  close(): void {
    this.plot?.destroy();
  }

  private options(): uPlot.Options {
    const palette = this.palette();
    return {
      width: Math.max(200, this.element.clientWidth),
      height: HEIGHT,
      padding: [6, 26, 0, 0], // half of the last time is beyond the plot
      legend: { show: false },
      cursor: {
        y: false, points: { size: 6 }, sync: { key: 'panel' }, drag: { x: true, y: false },
      },
      scales: { x: { time: true }, y: this.yScale() },
      series: [{}, ...this.spec.lines.map((line) => this.series(line, palette))],
      axes: [this.timeAxis(palette), this.valueAxis(palette)],
      hooks: {
        setCursor: [(plot) => this.read(plot.cursor.idx ?? null)],
        setSelect: [(plot) => this.selected(plot)],
      },
    };
  }

  private yScale(): uPlot.Scale {
    if (this.spec.isLogarithmic === true) {
      return { distr: 3, log: 10 };
    }
    const { topLeast } = this.spec;
    return { range: (_plot, _least, most) => [0, Math.max(topLeast, (most ?? 0) * 1.1)] };
  }

  private series(line: Line, palette: Palette): uPlot.Series {
    const color = line.color(palette);
    return {
      label: line.label,
      stroke: color,
      width: 1.6,
      points: { show: false },
      ...(line.isDashed === true ? { dash: [4, 3] } : {}),
      ...(line.isFilled === true ? { fill: color + '2e' } : {}),
    };
  }

  private timeAxis(palette: Palette): uPlot.Axis {
    return {
      ...axis(palette), size: 24, space: 52,
      values: (_plot, ticks, _axis, _space, apart) =>
        ticks.map((tick) => clock(tick * 1000, Date.now(), apart < 60)),
    };
  }

  private valueAxis(palette: Palette): uPlot.Axis {
    return {
      ...axis(palette), size: AXIS_WIDTH, space: 26, gap: 4,
      ...(this.spec.isLogarithmic === true
        ? {
          filter: (_plot: uPlot, splits: number[]) => splits,
          splits: (_plot: uPlot, _axis: number, least: number, most: number) =>
            logTicks(least, most, LOG_TICKS),
        }
        : {}),
      values: (_plot, ticks) =>
        ticks.map((tick) => (tick === null ? '' : this.spec.format(tick))),
    };
  }

  /** The values at a step, or the names of the lines alone. */
  private read(index: number | null): void {
    const palette = this.palette();
    const at = index === null ? undefined : this.data[0][index];
    fill(this.readout,
      ...this.spec.lines.map((line, number) => {
        const value = index === null ? undefined : this.data[number + 1]?.[index];
        const swatch = h('i');
        swatch.style.background = line.color(palette);
        const text = value === undefined || value === null ? '' : this.spec.format(value);
        return h('span', {}, swatch, line.label, text !== '' && h('b', {}, ` ${text}`));
      }),
      at !== undefined && h('span', {}, clock(at * 1000, Date.now())));
  }

  private selected(plot: uPlot): void {
    if (plot.select.width > 4) {
      const from = plot.posToVal(plot.select.left, 'x');
      const to = plot.posToVal(plot.select.left + plot.select.width, 'x');
      plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      this.zoom(from * 1000, to * 1000);
    }
  }
}

function axis(palette: Palette): uPlot.Axis {
  return {
    font: FONT,
    stroke: palette.muted,
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
  };
}
