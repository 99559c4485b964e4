/** Asks the public API for alerts and objectives. */
import { get } from './api';
import type { AlertList, ObjectiveList, RuleList } from './alerts-types';
import type { AlertAnswer } from './alerts-verdict';

/** Alerts are about now, whatever time is shown. */
export async function alertsAndRules(signal: AbortSignal): Promise<AlertAnswer> {
  const [{ alerts }, rules] = await Promise.all([
    get<AlertList>('/api/v1/alerts', {}, signal), get<RuleList>('/api/v1/rules', {}, signal),
  ]);
  return { alerts, rules };
}

/** Objectives as they stood at a time, `now` or RFC 3339. */
export function objectives(at: string, signal: AbortSignal): Promise<ObjectiveList> {
  return get<ObjectiveList>('/api/v1/slos', { at }, signal);
}
