/** What numbers look like: widths of edges and shades of failure. */

const RATE_LEAST = 0.01;
const RATE_MOST = 10_000;
const WIDTH_LEAST = 1.2;
const WIDTH_MOST = 11;

const RATIO_LEAST = 0.001;
const RATIO_MOST = 0.2;

/** Width in pixels for a rate, on a logarithmic scale: ten times the rate adds the same width. */
export function edgeWidth(requestsPerSecond: number): number {
  return WIDTH_LEAST + logPosition(requestsPerSecond, RATE_LEAST, RATE_MOST)
    * (WIDTH_MOST - WIDTH_LEAST);
}

/** How red, 0 to 1: nothing below one failure in 1000, all from one in 5; logarithmic between. */
export function redness(errorRatio: number): number {
  return errorRatio < RATIO_LEAST
    ? 0
    : 0.25 + 0.75 * logPosition(errorRatio, RATIO_LEAST, RATIO_MOST);
}

/** Where a value lies between two others on a logarithmic scale, 0 to 1. */
export function logPosition(value: number, least: number, most: number): number {
  if (!(value > least)) {
    return 0;
  }
  return Math.min(1, Math.log(value / least) / Math.log(most / least));
}

/** A color between two, each `#rrggbb`. */
export function mix(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const a = parseInt(from.slice(at, at + 2), 16);
    const b = parseInt(to.slice(at, at + 2), 16);
    return Math.round(a + (b - a) * share).toString(16).padStart(2, '0');
  });
  return '#' + parts.join('');
}

/** Round numbers for an axis of a logarithmic scale: 1, 2 and 5 of each power, or only the 1s. */
export function logTicks(least: number, most: number, ticksMax: number): number[] {
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
    all.push(...[1, 2, 5].map((digit) => digit * 10 ** power));
  }
  const inside = all.filter((tick) => tick >= least && tick <= most);
  if (inside.length <= ticksMax) {
    return inside;
  }
  return inside.filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6));
}
