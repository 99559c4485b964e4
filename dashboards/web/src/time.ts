/** Ranges of time: live ones end now, fixed ones stay where they are. */

export type Range =
  | { kind: 'live'; seconds: number }
  | { kind: 'fixed'; fromMillis: number; toMillis: number };

/** A range that the picker offers. */
export interface Preset {
  text: string;
  seconds: number;
  /** How much past the bar shows beside it. */
  horizonSeconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: Record<string, number> = { s: 1, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** The resolution of recent data: fixed ranges begin and end on it. */
const GRID_MILLIS = 10_000;

export const PRESETS: readonly Preset[] = [
  { text: '1m', seconds: MINUTE, horizonSeconds: 30 * MINUTE },
  { text: '5m', seconds: 5 * MINUTE, horizonSeconds: HOUR },
  { text: '15m', seconds: 15 * MINUTE, horizonSeconds: 3 * HOUR },
  { text: '1h', seconds: HOUR, horizonSeconds: 12 * HOUR },
  { text: '6h', seconds: 6 * HOUR, horizonSeconds: 3 * DAY },
  { text: '1d', seconds: DAY, horizonSeconds: 10 * DAY },
  { text: '7d', seconds: 7 * DAY, horizonSeconds: 60 * DAY },
];

export const USUAL: Range = { kind: 'live', seconds: 5 * MINUTE };

/** "15m" in seconds; nothing if it is no length of time. */
export function parseLength(text: string): number | undefined {
  const match = /^(\d{1,6})([smhdw])$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const seconds = Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
  return seconds > 0 ? seconds : undefined;
}

/** The shortest text that `parseLength` reads back. */
export function formatLength(seconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    const length = UNITS[unit] ?? 1;
    if (seconds % length === 0) {
      return seconds / length + unit;
    }
  }
  return seconds + 's';
}

export function lengthSeconds(range: Range): number {
  return range.kind === 'live' ? range.seconds : (range.toMillis - range.fromMillis) / 1000;
}

/** A fixed range on the grid of the data; it is never empty. */
export function fixed(fromMillis: number, toMillis: number): Range {
  const from = Math.floor(fromMillis / GRID_MILLIS) * GRID_MILLIS;
  const to = Math.ceil(toMillis / GRID_MILLIS) * GRID_MILLIS;
  return { kind: 'fixed', fromMillis: from, toMillis: Math.max(to, from + GRID_MILLIS) };
}

/** A range of the same length that ends elsewhere; live again if that is now or later. */
export function endingAt(range: Range, toMillis: number, nowMillis: number): Range {
  const seconds = lengthSeconds(range);
  if (toMillis >= nowMillis - GRID_MILLIS) {
    return { kind: 'live', seconds };
  }
  const to = Math.round(toMillis / GRID_MILLIS) * GRID_MILLIS;
  return { kind: 'fixed', fromMillis: to - seconds * 1000, toMillis: to };
}

/** Both ends in milliseconds. */
export function bounds(range: Range, nowMillis: number): { from: number; to: number } {
  return range.kind === 'live'
    ? { from: nowMillis - range.seconds * 1000, to: nowMillis }
    : { from: range.fromMillis, to: range.toMillis };
}

/** What the API is asked for. */
export function parameters(range: Range): { from: string; to: string } {
  return range.kind === 'live'
    ? { from: `now-${formatLength(range.seconds)}`, to: 'now' }
    : { from: rfc3339(range.fromMillis), to: rfc3339(range.toMillis) };
}

export function rfc3339(millis: number): string {
  return new Date(millis).toISOString().replace('.000Z', 'Z');
}

/** How much past to show beside a range. */
export function horizonSeconds(range: Range): number {
  const seconds = lengthSeconds(range);
  const preset = PRESETS.find((one) => seconds <= one.seconds);
  return preset === undefined ? seconds * 8 : preset.horizonSeconds;
}

/** Local clock time, with the date where it is not today. */
export function clock(millis: number, nowMillis: number, withSeconds = true): string {
  const at = new Date(millis);
  const time = [at.getHours(), at.getMinutes(), ...(withSeconds ? [at.getSeconds()] : [])]
    .map(two).join(':');
  return at.toDateString() === new Date(nowMillis).toDateString()
    ? time
    : `${at.getDate()} ${MONTHS[at.getMonth()]} ${time}`;
}

/** Both ends of a fixed range; the second has its date where that is another one. */
export function clocks(fromMillis: number, toMillis: number, nowMillis: number): string {
  return `${clock(fromMillis, nowMillis)} – ${clock(toMillis, fromMillis)}`;
}

/** A moment as a field for local times has it. */
export function localTime(millis: number): string {
  const at = new Date(millis);
  const day = [at.getMonth() + 1, at.getDate()].map(two);
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two);
  return `${String(at.getFullYear()).padStart(4, '0')}-${day.join('-')}T${time.join(':')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function two(value: number): string {
  return String(value).padStart(2, '0');
}

const TICK_SECONDS = [
  60, 300, 600, 1800, HOUR, 3 * HOUR, 6 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY,
];

/** Round moments between two, in local time, at most so many. */
export function timeTicks(fromMillis: number, toMillis: number, ticksMax: number): number[] {
  const wanted = (toMillis - fromMillis) / 1000 / ticksMax;
  const months = 30 * DAY * Math.ceil(wanted / (30 * DAY));
  const step = (TICK_SECONDS.find((one) => one >= wanted) ?? months) * 1000;
  const shift = new Date(toMillis).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  let at = Math.ceil((fromMillis - shift) / step) * step + shift;
  for (; at <= toMillis; at += step) {
    ticks.push(at);
  }
  return ticks;
}
