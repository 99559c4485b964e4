/** Numbers as people read them: few digits, always with their unit. */

const NARROW = '\u202f';
const ABSENT = '–';

/** Two or three significant digits, without trailing zeros; 0.0004 becomes "<0.001". */
export function digits(value: number): string {
  if (value === 0) {
    return '0';
  }
  if (value < 0.001) {
    return '<0.001';
  }
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
  return String(Number(value.toFixed(decimals)));
}

/** 1234567 as "1.23 M". */
export function count(value: number): string {
  for (const [factor, letter] of [[1e9, 'G'], [1e6, 'M'], [1e4, 'k']] as const) {
    if (value >= factor) {
      return digits(value / (letter === 'k' ? 1e3 : factor)) + NARROW + letter;
    }
  }
  return digits(value);
}

/** Requests a second. */
export function rate(perSecond: number | undefined): string {
  return perSecond === undefined ? ABSENT : count(perSecond) + '/s';
}

/** A share of 0 to 1 as a percentage; what is not nothing never reads 0 %. */
export function percent(ratio: number | undefined): string {
  if (ratio === undefined) {
    return ABSENT;
  }
  const value = ratio * 100;
  if (value === 0) {
    return `0${NARROW}%`;
  }
  if (value < 0.01) {
    return `<0.01${NARROW}%`;
  }
  if (ratio < 1 && value > 99.9) {
    return `>99.9${NARROW}%`;
  }
  const decimals = value >= 10 ? 1 : 2;
  return Number(value.toFixed(decimals)) + NARROW + '%';
}

/** Milliseconds as µs, ms or s. */
export function millis(value: number | undefined): string {
  if (value === undefined) {
    return ABSENT;
  }
  if (value < 1) {
    return digits(value * 1000) + NARROW + 'µs';
  }
  return value < 1000
    ? digits(value) + NARROW + 'ms'
    : digits(value / 1000) + NARROW + 's';
}

/** Bytes a second in powers of 1000. */
export function byteRate(perSecond: number | undefined): string {
  if (perSecond === undefined) {
    return ABSENT;
  }
  for (const [factor, unit] of [[1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']] as const) {
    if (perSecond >= factor) {
      return digits(perSecond / factor) + NARROW + unit + '/s';
    }
  }
  return digits(perSecond) + NARROW + 'B/s';
}

/** A length of time in its two largest units: "1 h 5 min". */
export function duration(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(seconds));
  for (const [length, unit] of [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']] as const) {
    if (rest >= length && parts.length < 2) {
      parts.push(Math.floor(rest / length) + NARROW + unit);
      rest %= length;
    }
  }
  return parts.length === 0 ? `0${NARROW}s` : parts.join(' ');
}

/** "1 proxy", "3 proxies". */
export function plural(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
