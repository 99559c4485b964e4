/** What widths, colors and dashes mean, and the buttons of the view. */
import { byId, fill, h, icon, s } from './dom';
import type { Graph } from './graph';
import { edgeWidth } from './scales';

const PLUS = 'M8 3v10M3 8h10';
const MINUS = 'M3 8h10';
const FIT = 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3';

export function makeLegend(): void {
  const wedge = `M0 ${8 - edgeWidth(0.1) / 2} L64 ${8 - edgeWidth(100) / 2}`
    + ` L64 ${8 + edgeWidth(100) / 2} L0 ${8 + edgeWidth(0.1) / 2} Z`;
  fill(byId('legend'),
    h('span', {}, '0.1/s', s('svg', { width: 64, height: 16, 'aria-hidden': 'true' },
      s('path', { d: wedge, class: 'calm' })), '100/s'),
    h('span', {}, 'all well', gradient(), '1 in 5 fails'),
    h('span', {}, s('svg', { width: 34, height: 8, 'aria-hidden': 'true' },
      s('path', { d: 'M0 4h34', class: 'dashed' })), 'plaintext'));
}

function gradient(): Element {
  return s('svg', { width: 56, height: 6, 'aria-hidden': 'true' },
    s('defs', {}, s('linearGradient', { id: 'failing' },
      s('stop', { offset: '0', class: 'stop-calm' }),
      s('stop', { offset: '1', class: 'stop-bad' }))),
    s('rect', { width: 56, height: 6, rx: 3, fill: 'url(#failing)' }));
}

export function makeViewButtons(graph: Graph): void {
  const button = (path: string, label: string, act: () => void): Element => h('button', {
    class: 'button', type: 'button', 'aria-label': label, title: label, onclick: act,
  }, icon(path));
  fill(byId('view'), h('div', { class: 'group' },
    button(MINUS, 'Further away', () => graph.zoomBy(0.8)),
    button(PLUS, 'Closer', () => graph.zoomBy(1.25)),
    button(FIT, 'Fit everything', () => graph.fit())));
}
