/** The help: keys, and what the search understands. */
import { byId, fill, h, icon } from './dom';
import type { Store } from './state';
import { CLOSE } from './panel/parts';

const KEYS: [string, string][] = [
  ['/', 'search and hide'],
  ['Esc', 'close, clear, back to the overview'],
  ['j  k', 'next and previous edge of the busiest first'],
  ['f', 'only the neighborhood of what is selected'],
  ['1 – 5', 'how far the neighborhood reaches'],
  ['[  ]', 'earlier and later'],
  ['l', 'live'],
  ['b', 'open or fold all boxes'],
  ['a', 'alerts and objectives'],
  ['0  +  −', 'fit, closer, further away'],
  ['r', 'place everything anew'],
  ['t', 'dark or light'],
  ['?', 'this help'],
];

const TERMS: [string, string][] = [
  ['ratings', 'anything with this in its name'],
  ['ns:shop,web', 'one end in one of these namespaces'],
  ['from:cart  to:db*', 'only callers, only callees; * is any text'],
  ['svc:  name:  cluster:  version:', 'service, node, cluster, version'],
  ['err>1%  rate>10  p99>250ms', 'numbers; also p50, p90, p95, requests'],
  ['cause:upstream-timeout', 'why requests failed'],
  ['code:503  code:5xx', 'HTTP status'],
  ['sec:plaintext  sec:mtls', 'how connections are secured'],
  ['entry:gateway  exit:passthrough', 'ways in and out'],
  ['proto:grpc  class:mirror  kind:external', 'protocol, traffic class, kind of node'],
  ['-svc:loadgen', 'a minus: without these'],
];

const EXAMPLES = ['err>1%', 'sec:plaintext', 'p99>100ms rate>0.1'];

export class Help {
  private readonly dialog = byId<HTMLDialogElement>('help');

  constructor(store: Store) {
    const close = h('button', { class: 'button bare', type: 'button', 'aria-label': 'Close' },
      icon(CLOSE));
    close.addEventListener('click', () => this.dialog.close());
    fill(this.dialog,
      h('header', {}, h('h2', { id: 'help-title' }, 'How to read and steer this page'), close),
      h('div', { class: 'columns' },
        h('section', {}, h('h3', {}, 'Search and hide: all terms must hold'),
          pairs(TERMS, 'code'),
          h('h3', {}, 'Try'),
          h('p', { class: 'examples' }, ...EXAMPLES.map((query) => h('button', {
            class: 'button', type: 'button', onclick: () => {
              store.update({ query });
              this.dialog.close();
            },
          }, query)))),
        h('section', {}, h('h3', {}, 'Keys'), pairs(KEYS, 'kbd'),
          h('h3', {}, 'Pointer'),
          h('p', {}, 'Click a node or an edge for its figures. Double-click a node for its'
            + ' neighborhood, a box to fold or open it. Drag across a plot to look closer.'
            + ' Click the range beside the bar of time to type in both ends.'))),
      h('footer', {}, 'Every view is a link: copy the address. ',
        h('a', { href: '/openapi.yaml' }, 'The API'), ' · ',
        h('a', { href: this.dialog.dataset['licenses'] ?? '' }, 'Licenses')));
  }

  toggle(): void {
    if (this.dialog.open) {
      this.dialog.close();
    } else {
      this.dialog.showModal();
    }
  }

  isOpen(): boolean {
    return this.dialog.open;
  }
}

function pairs(items: [string, string][], tag: 'code' | 'kbd'): Element {
  const pair = ([name, text]: [string, string]): Element[] => [
    h('dt', {}, ...name.split('  ').flatMap((part) => [h(tag, {}, part), ' '])),
    h('dd', {}, text),
  ];
  return h('dl', { class: tag === 'code' ? 'pairs terms' : 'pairs' }, ...items.flatMap(pair));
}
