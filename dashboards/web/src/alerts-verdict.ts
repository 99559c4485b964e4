/** What alerts come to in a few words, and in which order they are read. */
import type { ApiError } from './api';
import type { Alert, RuleFile, RuleList } from './alerts-types';
import { plural } from './units';

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
