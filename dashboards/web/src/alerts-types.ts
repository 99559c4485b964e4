/** Answers of the API about alerts, rules and objectives; absent means not known. */
import type { AnsweredRange, Completeness } from './types';

export type AlertState = 'pending' | 'firing' | 'resolved';

export interface Alert {
  group: string;
  name: string;
  /** Hash of the labels. */
  fingerprint: string;
  state: AlertState;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  activeAt: string;
  firingAt?: string;
  resolvedAt?: string;
  evaluatedAt: string;
  value?: number;
  reportersShare?: number;
  fresh: boolean;
  /** It fires only because the data is too incomplete to say that it is over. */
  held: boolean;
  /** Ids of edges between workloads. */
  edges: string[];
}

export interface AlertList {
  alerts: Alert[];
}

export interface Rule {
  name: string;
  health: 'ok' | 'err' | 'unknown';
  lastError?: string;
}

export interface RuleFile {
  file: string;
  inForce: boolean;
  problems: { line: number; path: string; detail: string }[];
}

export interface RuleGroup {
  name: string;
  file: string;
  intervalSeconds: number;
  /** Absent before the first. */
  lastEvaluation?: string;
  /** Why the evaluation that is due fails. */
  lastError?: string;
  rules: Rule[];
}

export interface RuleList {
  groups: RuleGroup[];
  files: RuleFile[];
}

export interface Objective {
  name: string;
  displayName: string;
  description: string;
  service?: string;
  indicator: string;
  target: number;
  windowSeconds: number;
  range: AnsweredRange;
  completeness: Completeness;
  total: number;
  bad: number;
  goodRatio?: number;
  budget: { allowed: number; consumed?: number; remaining?: number };
  /**
   * By window: 5m, 30m, 1h, 2h, 6h, 1d, 3d, period; absent without requests, or where only coarser
   * windows are kept.
   */
  burnRates: Record<string, number>;
  exhaustedInSeconds?: number;
}

export interface ObjectiveList {
  objectives: Objective[];
}
