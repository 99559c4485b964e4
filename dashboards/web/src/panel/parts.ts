/** Pieces that all panels are made of. */
import { fill, h, icon, s, type Child } from '../dom';
import { redness } from '../scales';
import type { Tally } from '../tally';
import type { GraphEdge, GraphNode } from '../types';
import { millis, percent, rate } from '../units';

export const CLOSE = 'M4 4l8 8M12 4l-8 8';

/** Something said in short beside a title. */
export interface Fact {
  text: string;
  tone?: 'warn' | 'bad';
  title?: string;
}

export function head(title: Child[], facts: Fact[], links: Child[], close?: () => void): Element {
  return h('div', { class: 'head' },
    h('div', { class: 'row' },
      h('h2', {}, ...title),
      close !== undefined && h('button', {
        class: 'button bare', type: 'button', 'aria-label': 'Back to the overview',
        'data-key': 'close', onclick: close,
      }, icon(CLOSE))),
    facts.length > 0 && h('div', { class: 'facts' }, ...facts.map((fact) =>
      h('span', { class: `tag ${fact.tone ?? ''}`, title: fact.title }, fact.text))),
    links.length > 0 && h('div', { class: 'links' }, ...links));
}

export function block(title: string, aside: Child, ...children: Child[]): HTMLElement {
  return h('section', { class: 'block' },
    h('h3', {}, h('span', {}, title), typeof aside === 'string' ? h('small', {}, aside) : aside),
    ...children);
}

/** A few figures side by side. */
export function figures(items: [name: string, value: string, isBad?: boolean][]): Element {
  const figure = ([name, value, isBad]: (typeof items)[number]): Element =>
    h('div', {}, h('dt', {}, name), h('dd', isBad === true ? { class: 'bad' } : {}, value));
  return h('dl', { class: items.length === 5 ? 'figures five' : 'figures' },
    ...items.map(figure));
}

/** Shares of a whole as bars. */
export function bars(
  items: { name: string; share: number; text: string; isBad?: boolean; title?: string }[],
): Element {
  return h('div', { class: 'bars' }, ...items.map((item) =>
    h('div', { class: item.isBad === true ? 'bar bad' : 'bar', title: item.title },
      h('b', {}, item.name),
      h('span', { class: 'quiet' }, item.text),
      s('svg', { viewBox: '0 0 100 5', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        s('rect', { class: 'ground', width: 100, height: 5 }),
        s('rect', { class: 'fill', width: Math.max(0.6, item.share * 100), height: 5 })))));
}

/** One line of a table of calls. */
export interface CallRow {
  key: string;
  label: Child[];
  tally: Tally;
  p99Millis?: number;
  open: () => void;
}

/** Calls with their rate, failures and 99th percentile; each opens its edge. */
export function callTable(name: string, rows: CallRow[], rowsMax = 200): Element {
  const shown = rows.slice(0, rowsMax);
  const rest = rows.length - shown.length;
  return h('div', {},
    h('table', { class: 'table' },
      h('thead', {}, h('tr', {}, ...[name, 'Rate', 'Errors', 'p99'].map((text) =>
        h('th', { scope: 'col' }, text)))),
      h('tbody', {}, ...shown.map(callRow))),
    rest > 0 && h('p', { class: 'note' }, `and ${rest} more: narrow the search to see them`));
}

function callRow(row: CallRow): Element {
  const ratio = row.tally.errorRatio;
  return h('tr', redness(ratio ?? 0) > 0 ? { class: 'failing' } : {},
    h('td', {}, h('button', {
      class: 'link', type: 'button', 'data-key': row.key, onclick: row.open,
    }, ...row.label)),
    h('td', {}, rate(row.tally.rate)),
    h('td', {}, percent(ratio)),
    h('td', {}, millis(row.p99Millis)));
}

/** "caller → callee". */
export function arrowed(source: string, destination: string): Child[] {
  return [
    h('span', { class: 'name', title: source }, source),
    h('span', { class: 'arrow' }, '→'),
    h('span', { class: 'name', title: destination }, destination),
  ];
}

/** What an edge is besides its ends, where that tells it from others. */
export function edgeKind(edge: GraphEdge): string {
  const parts = [
    edge.protocol === 'http' ? '' : edge.protocol,
    edge.trafficClass === 'live' ? '' : edge.trafficClass,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export function nodeName(node: GraphNode | undefined): string {
  return node?.name ?? 'unknown';
}

/** Puts other children into an element and leaves the focus and the scroll where they were. */
export function refill(element: HTMLElement, ...children: Child[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && element.contains(active)
    ? active.dataset['key']
    : undefined;
  const scroll = element.scrollTop;
  fill(element, ...children);
  element.scrollTop = scroll;
  if (key !== undefined) {
    element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }
}
