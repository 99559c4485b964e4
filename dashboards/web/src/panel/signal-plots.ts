/** The golden signals of one thing over time: rate, failures, and three quantiles. */
import type { Palette } from '../theme';
import { parseLength } from '../time';
import type { GoldenSignals, SignalSeries } from '../types';
import { millis, percent, rate } from '../units';
import { block } from './parts';
import { Plot, type Values } from './plots';

/** Steps that are wholly stored: the newest ones would look like a fall to nothing. */
export function whole(series: SignalSeries): GoldenSignals[] {
  const fresh = Date.parse(series.completeness.freshThrough ?? '');
  const step = (parseLength(series.step) ?? 0) * 1000;
  return series.points.filter((point) =>
    Number.isNaN(fresh) || Date.parse(point.at ?? '') + step <= fresh);
}

export class SignalPlots {
  readonly elements: HTMLElement[];
  private readonly rate: Plot;
  private readonly errors: Plot;
  private readonly latency: Plot;

  constructor(palette: () => Palette, zoom: (fromMillis: number, toMillis: number) => void) {
    this.rate = new Plot({
      lines: [{ label: 'requests', color: (p) => p.quantiles[1], isFilled: true }],
      format: rate, topLeast: 0.1, label: 'Request rate over time',
    }, palette, zoom);
    this.errors = new Plot({
      lines: [{ label: 'failed', color: (p) => p.failing, isFilled: true }],
      format: percent, topLeast: 0.01, label: 'Share of failed requests over time',
    }, palette, zoom);
    this.latency = new Plot({
      lines: [
        { label: 'p99', color: (p) => p.quantiles[2] },
        { label: 'p90', color: (p) => p.quantiles[1] },
        { label: 'p50', color: (p) => p.quantiles[0] },
      ],
      format: millis, topLeast: 1, isLogarithmic: true, label: 'Latency quantiles over time',
    }, palette, zoom);
    this.elements = [
      block('Rate', 'requests per second', this.rate.element),
      block('Errors', 'share of requests', this.errors.element),
      block('Latency', 'successes and failures together', this.latency.element),
    ];
  }

  update(series: SignalSeries): void {
    const points = whole(series);
    const times = points.map((point) => Date.parse(point.at ?? ''));
    const values = (of: (point: GoldenSignals) => number | undefined): Values => points.map(of);
    this.rate.update(times, [values((point) => point.requestsPerSecond)]);
    this.errors.update(times, [values((point) => point.errorRatio)]);
    this.latency.update(times, [
      values((point) => point.latency?.p99Millis),
      values((point) => point.latency?.p90Millis),
      values((point) => point.latency?.p50Millis),
    ]);
  }

  recolor(): void {
    [this.rate, this.errors, this.latency].forEach((plot) => plot.recolor());
  }

  close(): void {
    [this.rate, this.errors, this.latency].forEach((plot) => plot.close());
  }
}
