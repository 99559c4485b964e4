/** One objective in the list: its budget, and how fast that burns. */
import type { Objective } from '../alerts-types';
import { h, s, type Child } from '../dom';
import { count, digits, duration, percent } from '../units';
import { figures } from './parts';

/** A row of the table of several windows and burn rates, as the default policy has it. */
interface Row {
  long: string;
  short: string;
  severity: string;
  /** Part of the budget that is gone when it fires. */
  spent: number;
}

const POLICY: Row[] = [
  { long: '1h', short: '5m', severity: 'page', spent: 0.02 },
  { long: '6h', short: '30m', severity: 'page', spent: 0.05 },
  { long: '1d', short: '2h', severity: 'ticket', spent: 0.1 },
  { long: '3d', short: '6h', severity: 'ticket', spent: 0.1 },
];
const SECONDS: Record<string, number> = { '1h': 3600, '6h': 21_600, '1d': 86_400, '3d': 259_200 };

export function objectiveItem(objective: Objective): Element {
  const { budget, completeness, burnRates } = objective;
  const isGone = (budget.remaining ?? 1) <= 0;
  return h('li', { class: 'objective', 'data-objective': objective.name },
    h('div', { class: 'row' }, h('b', {}, objective.displayName || objective.name),
      h('span', { class: 'tag' }, `${target(objective.target)} in ${windowText(objective)}`)),
    h('p', { class: 'note' }, [objective.indicator, objective.service ?? ''].filter(Boolean)
      .join(' · ')),
    figures([
      ['Budget left', remainingText(budget.remaining), isGone],
      ['Burn rate, 1h', rateText(burnRates['1h'])],
      ['Gone in', exhaustionText(objective), isGone],
    ]),
    gauge(budget.consumed),
    h('p', { class: 'note' }, `${count(objective.bad)} bad of ${count(objective.total)} requests`
      + `, ${digits(budget.allowed)} allowed`
      + (completeness.share === undefined || completeness.share >= 1
        ? ''
        : ` · ${percent(completeness.share)} of proxies heard`)),
    burnTable(objective));
}

/** What is left of the budget; overspent ones say by how much. */
export function remainingText(remaining: number | undefined): string {
  if (remaining === undefined) {
    return 'no requests';
  }
  return remaining < 0 ? `−${percent(-remaining)}` : percent(remaining);
}

export function exhaustionText(objective: Objective): string {
  const { exhaustedInSeconds, burnRates } = objective;
  if (exhaustedInSeconds === undefined) {
    return burnRates['1h'] === undefined ? '–' : 'never';
  }
  return exhaustedInSeconds === 0 ? 'gone' : duration(exhaustedInSeconds);
}

/** At which burn rate a row fires, for the window of an objective. */
export function factor(row: Pick<Row, 'long' | 'spent'>, windowSeconds: number): number {
  return (row.spent * windowSeconds) / (SECONDS[row.long] ?? 1);
}

function target(value: number): string {
  return `${Number((value * 100).toFixed(4))}\u202f%`;
}

function windowText(objective: Objective): string {
  return duration(objective.windowSeconds);
}

function rateText(rate: number | undefined): string {
  return rate === undefined ? '–' : `${digits(rate)}×`;
}

function gauge(consumed: number | undefined): Child {
  const share = Math.min(1, consumed ?? 0);
  return h('div', { class: (consumed ?? 0) >= 1 ? 'bar bad' : 'bar', title: 'Budget spent' },
    s('svg', { viewBox: '0 0 100 5', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      s('rect', { class: 'ground', width: 100, height: 5 }),
      s('rect', { class: 'fill', width: share * 100, height: 5 })));
}

/** Both windows of a row must burn for it to fire. */
function burnTable({ burnRates, windowSeconds }: Objective): Element {
  return h('table', { class: 'table burns' },
    h('thead', {}, h('tr', {}, ...['Windows', 'Burn rates', 'Fires above', 'As'].map((text) =>
      h('th', { scope: 'col' }, text)))),
    h('tbody', {}, ...POLICY.map((row) => {
      const [long, short] = [burnRates[row.long], burnRates[row.short]];
      const bound = factor(row, windowSeconds);
      const isBurning = (long ?? 0) > bound && (short ?? 0) > bound;
      return h('tr', isBurning ? { class: 'failing' } : {},
        h('td', {}, `${row.long}, ${row.short}`),
        h('td', {}, `${rateText(long)}, ${rateText(short)}`),
        h('td', {}, rateText(bound)),
        h('td', {}, isBurning ? `${row.severity} burns` : row.severity));
    })));
}
