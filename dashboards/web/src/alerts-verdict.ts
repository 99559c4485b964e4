/** What alerts come to in a few words, and in which order they are read. */
import type { ApiError } from './api';
import type { Alert, RuleFile, RuleGroup, RuleList } from './alerts-types';
import { duration, plural } from './units';

/** A group that has missed so many evaluations, and for so long, is not evaluated any more. */
const MISSED_INTERVALS = 10;
const MISSED_SECONDS = 120;
/** Of one file: what fires, below them, is to be seen, too. */
const PROBLEMS_MAX = 5;

/** What was last answered to a question that is asked again and again. */
export interface Known<T> {
  answer?: T;
  answeredAtMillis?: number;
  /** Why it is not known any more; absent as long as it is. */
  failure?: ApiError;
}

/** Alerts with the rules that they come from. */
export interface AlertAnswer {
  alerts: Alert[];
  rules: RuleList;
}

/** `page` and `ticket` fire; `held` fires only because data is missing. */
export type AlertTone = 'page' | 'ticket' | 'held' | 'pending' | 'calm' | 'trouble' | 'unknown';

export interface AlertVerdict {
  tone: AlertTone;
  text: string;
}

/** Nothing where there is nothing to say: before the first answer, and without rules. */
export function alertVerdict(known: Known<AlertAnswer>): AlertVerdict | undefined {
  if (known.failure !== undefined) {
    return { tone: 'unknown', text: 'Alerts not known' };
  }
  if (known.answer === undefined || !hasRules(known.answer)) {
    return undefined;
  }
  const { alerts, rules } = known.answer;
  const firing = alerts.filter((one) => one.state === 'firing');
  if (firing.length > 0) {
    return firingVerdict(firing);
  }
  const [stalled] = groupTroubles(rules, known.answeredAtMillis);
  if (stalled !== undefined) {
    return { tone: 'unknown', text: `Alerts not known: ${stalled.name} not evaluated` };
  }
  const failing = ruleTroubles(rules).length + filesRefused(rules).length;
  if (failing > 0) {
    return { tone: 'trouble', text: `${failing} in the rules wrong` };
  }
  const pending = alerts.filter((one) => one.state === 'pending').length;
  return pending > 0
    ? { tone: 'pending', text: `${pending} pending` }
    : { tone: 'calm', text: 'Nothing fires' };
}

function firingVerdict(firing: readonly Alert[]): AlertVerdict {
  const held = firing.filter((one) => one.held).length;
  const [one] = [...firing].sort(byUrgency);
  const loud = plural(firing.length - held, 'fires', 'fire');
  const tone = one !== undefined && isPage(one) ? 'page' : 'ticket';
  if (held === firing.length) {
    return { tone: tone === 'page' ? 'page' : 'held', text: `${held} held: data incomplete` };
  }
  return { tone, text: held === 0 ? loud : `${loud}, ${held} held: data incomplete` };
}

function hasRules({ alerts, rules }: AlertAnswer): boolean {
  return alerts.length > 0 || rules.groups.length > 0 || filesRefused(rules).length > 0;
}

/** Groups of which it is not known what fires, because nobody evaluates them now. */
export function groupTroubles(
  rules: RuleList, nowMillis = Date.now(),
): { name: string; error: string }[] {
  return rules.groups.filter((group) => group.rules.length > 0).flatMap((group) => {
    const error = group.lastError ?? missed(group, nowMillis);
    return error === undefined ? [] : [{ name: group.name, error }];
  });
}

function missed(group: RuleGroup, nowMillis: number): string | undefined {
  if (group.lastEvaluation === undefined) {
    return 'Not evaluated yet.';
  }
  const seconds = (nowMillis - Date.parse(group.lastEvaluation)) / 1000;
  return seconds > Math.max(MISSED_INTERVALS * group.intervalSeconds, MISSED_SECONDS)
    ? `Evaluated ${duration(seconds)} ago for the last time, by the clock of this browser.`
    : undefined;
}

/** Rules whose latest evaluation failed, with the group that they are in. */
export function ruleTroubles(rules: RuleList): { name: string; error: string }[] {
  return rules.groups.flatMap((group) => group.rules
    .filter((rule) => rule.health === 'err')
    .map((rule) => ({
      name: `${group.name} / ${rule.name}`, error: rule.lastError ?? 'no reason given',
    })));
}

export function filesRefused(rules: RuleList): RuleFile[] {
  return rules.files.filter((file) => !file.inForce || file.problems.length > 0);
}

/** What is in force instead of a refused file, and what is wrong with it, where. */
export function refusal({ inForce, problems }: RuleFile): string[] {
  const rest = problems.length - PROBLEMS_MAX;
  return [
    inForce ? 'What it said before is in force.' : 'Nothing of it is in force.',
    ...problems.slice(0, PROBLEMS_MAX).map(({ line, path, detail }) =>
      `${line > 0 ? `Line ${line}: ` : ''}${path} ${detail}`),
    ...rest > 0 ? [`And ${rest} more, which /api/v1/rules lists.`] : [],
  ];
}

export function severity(alert: Alert): string {
  return alert.labels['severity'] ?? 'no severity';
}

export function isPage(alert: Alert): boolean {
  return severity(alert) === 'page' || severity(alert) === 'critical';
}

/** Since when it is in its state, in milliseconds. */
export function sinceMillis(alert: Alert): number {
  const at = alert.state === 'resolved' ? alert.resolvedAt : alert.firingAt;
  return Date.parse(at ?? alert.activeAt);
}

/** What wakes people first, then what is sure, then the newest. */
export function byUrgency(a: Alert, b: Alert): number {
  return Number(isPage(b)) - Number(isPage(a))
    || Number(a.held) - Number(b.held)
    || sinceMillis(b) - sinceMillis(a)
    || (a.fingerprint < b.fingerprint ? -1 : 1);
}
