/** How complete and how fresh the picture is, always in sight. */
import type { ApiError } from './api';
import { byId, fill, h } from './dom';
import type { Range } from './time';
import { clock } from './time';
import type { Completeness } from './types';
import { count, duration, percent, plural } from './units';

/** Reports are stored within a second or two; from here on it is worth saying. */
const STALE_SECONDS = 30;

/** Answers that come sooner need no word. */
const SOON_MILLIS = 500;

export type Tone = 'asking' | 'good' | 'partial' | 'away';

/** What is said in short. */
export interface Verdict {
  tone: Tone;
  text: string;
}

const ASKING: Verdict = { tone: 'asking', text: 'Asking …' };

/** The short verdict on an answer: what is missing comes first. */
export function verdict(completeness: Completeness, range: Range, nowMillis: number): Verdict {
  const { reportersExpected, reportersHeard } = completeness;
  const silent = reportersExpected - reportersHeard;
  if (reportersExpected === 0) {
    return { tone: 'partial', text: 'No proxy reports' };
  }
  if (silent > 0) {
    return {
      tone: 'partial',
      text: `${silent} of ${plural(reportersExpected, 'proxy', 'proxies')} silent`,
    };
  }
  const behind = secondsBehind(completeness, nowMillis);
  if (range.kind === 'live' && behind !== undefined && behind > STALE_SECONDS) {
    return { tone: 'partial', text: `${duration(behind)} behind` };
  }
  return { tone: 'good', text: `All ${plural(reportersExpected, 'proxy', 'proxies')} heard` };
}

function secondsBehind(completeness: Completeness, nowMillis: number): number | undefined {
  const fresh = Date.parse(completeness.freshThrough ?? '');
  return Number.isNaN(fresh) ? undefined : Math.max(0, (nowMillis - fresh) / 1000);
}

export class Status {
  private readonly summary = h('summary', { class: 'button' });
  private readonly sheet = h('div', { class: 'sheet right' });
  private answeredAt: number | undefined;
  private timer = 0;

  constructor() {
    fill(byId('status'), h('details', { class: 'menu' }, this.summary, this.sheet));
    this.say(ASKING);
  }

  /** Something else is asked for: what was said is about what is still shown, not about that. */
  asking(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.say(ASKING), SOON_MILLIS);
  }

  answered(completeness: Completeness, range: Range): void {
    const now = Date.now();
    this.answeredAt = now;
    this.say(verdict(completeness, range, now));
    const { lateShare, waiting } = completeness;
    const behind = secondsBehind(completeness, now);
    fill(this.sheet,
      h('dl', { class: 'pairs' },
        ...pair('Proxies', `${completeness.reportersHeard} of ${completeness.reportersExpected}`
          + ' heard'),
        ...pair('Fresh', behind === undefined ? 'unknown' : `${duration(behind)} ago`),
        ...pair('Late', lateShare === undefined ? 'no reports' : percent(lateShare)),
        ...pair('Waiting', count(waiting))),
      h('p', { class: 'quiet' }, 'A silent proxy has closed its stream, or others report calls to'
        + ' it that it does not report. Late reports came more than 30 s after the request.'
        + ' Waiting ones are in no answer yet.'));
  }

  failed(error: ApiError): void {
    this.say({ tone: 'away', text: 'No answer' });
    const at = this.answeredAt;
    fill(this.sheet,
      h('p', {}, h('strong', {}, error.title)),
      h('p', {}, error.detail),
      h('p', { class: 'quiet' }, at === undefined
        ? 'Nothing was answered yet.'
        : `What is shown was answered at ${clock(at, Date.now())}.`));
  }

  private say({ tone, text }: Verdict): void {
    clearTimeout(this.timer);
    this.summary.className = `button ${tone}`;
    fill(this.summary, h('span', { class: 'dot', 'aria-hidden': 'true' }),
      h('span', { role: 'status' }, text));
  }
}

function pair(name: string, value: string): [Element, Element] {
  return [h('dt', { class: 'quiet' }, name), h('dd', {}, value)];
}
