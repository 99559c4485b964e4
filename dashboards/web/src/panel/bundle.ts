/** Several edges that are drawn as one, because an end stands for several nodes. */
import { h } from '../dom';
import { redness } from '../scales';
import { tally } from '../tally';
import { percent, plural, rate } from '../units';
import type { Answer, Surroundings, View } from './panel';
import { arrowed, block, callTable, edgeKind, figures, head, nodeName, refill } from './parts';

export class BundlePanel implements View {
  constructor(
    private readonly element: HTMLElement,
    private readonly around: Surroundings,
    private readonly id: string,
  ) {}

  update(answer: Answer): void {
    const { store, graph } = this.around;
    const bundle = graph.edges.find((one) => one.id === this.id);
    if (bundle === undefined) {
      return;
    }
    const name = (id: string): string => graph.node(id)?.title ?? id;
    const rows = bundle.edges.map((edge) => ({
      key: edge.id,
      label: [
        ...arrowed(nodeName(answer.nodes.get(edge.source)),
          nodeName(answer.nodes.get(edge.destination))),
        h('span', { class: 'quiet' }, ` ${edgeKind(edge)}`),
      ],
      tally: tally([edge]),
      ...(edge.latency === undefined ? {} : { p99Millis: edge.latency.p99Millis }),
      open: () => store.update({ selected: edge.id }),
    }));
    refill(this.element,
      head(arrowed(name(bundle.source), name(bundle.target)),
        [{ text: plural(bundle.edges.length, 'edge', 'edges') }], [],
        () => store.update({ selected: '' })),
      h('div', { class: 'block' }, figures([
        ['Rate', rate(bundle.tally.rate)],
        ['Errors', percent(bundle.tally.errorRatio), redness(bundle.tally.errorRatio ?? 0) > 0],
      ])),
      block('Edges', 'open one for its plots', callTable('Call', rows)));
  }

  recolor(): void {}

  close(): void {}
}
