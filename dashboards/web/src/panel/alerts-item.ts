/** One alert in the list. */
import { BELL } from '../alerts-button';
import type { Alert } from '../alerts-types';
import { isPage, severity, sinceMillis } from '../alerts-verdict';
import { h, icon, type Child } from '../dom';
import { clock } from '../time';
import { duration, percent } from '../units';

/** Where an alert leads to. */
export interface Link {
  label: Child[];
  open: () => void;
}

const STATES: Record<Alert['state'], string> = {
  firing: 'firing', pending: 'pending', resolved: 'resolved',
};
/** Labels that are told elsewhere or are only for machines. */
const LABELS_TOLD = new Set(['alertname', 'severity']);

export function alertItem(alert: Alert, links: Link[], nowMillis: number): Element {
  const { summary, description } = alert.annotations;
  return h('li', { class: `alert ${tone(alert)}`, 'data-alert': alert.fingerprint },
    h('div', { class: 'row' },
      icon(BELL), h('b', {}, alert.name),
      h('span', { class: `tag ${isPage(alert) ? 'bad' : ''}` }, severity(alert)),
      alert.held && h('span', { class: 'tag warn' }, 'held: data incomplete')),
    summary !== undefined && h('p', {}, summary),
    description !== undefined && h('p', { class: 'note' }, description),
    h('p', { class: 'note' }, facts(alert, nowMillis).join(' · ')),
    labels(alert),
    h('div', { class: 'links' }, ...links.map((link, at) => h('button', {
      class: 'button', type: 'button', onclick: link.open,
      'data-key': `alert ${alert.fingerprint} ${at}`,
    }, ...link.label)), runbook(alert)));
}

function tone(alert: Alert): string {
  return alert.state === 'firing' ? (isPage(alert) ? 'page' : 'ticket') : alert.state;
}

export function facts(alert: Alert, nowMillis: number): string[] {
  const since = sinceMillis(alert);
  const { reportersShare } = alert;
  return [
    `${STATES[alert.state]} since ${clock(since, nowMillis)}`
      + ` (${duration((nowMillis - since) / 1000)})`,
    ...valueText(alert),
    reportersShare === undefined
      ? 'no proxy expected'
      : reportersShare === 1 ? 'all proxies heard' : `${percent(reportersShare)} of proxies heard`,
    ...alert.fresh ? [] : ['not all of it stored yet'],
  ];
}

/** Nothing where the condition is over: it has no value there, and none is missing. */
function valueText({ value, state, held }: Alert): string[] {
  if (value !== undefined) {
    return [`value ${Number(value.toPrecision(3))}`];
  }
  return held || state === 'pending' ? ['value not known'] : [];
}

function labels(alert: Alert): Child {
  const told = Object.entries(alert.labels).filter(([name]) => !LABELS_TOLD.has(name));
  return told.length > 0 && h('div', { class: 'facts' }, ...told.map(([name, value]) =>
    h('span', { class: 'tag', title: name }, `${name}: ${value}`)));
}

/** Only where it leads to a web page: annotations are anybody's to write. */
function runbook(alert: Alert): Child {
  const url = alert.annotations['runbook_url'] ?? '';
  return /^https?:\/\//.test(url)
    && h('a', { class: 'button', href: url, rel: 'noopener noreferrer' }, 'Runbook');
}
