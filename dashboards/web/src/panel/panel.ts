/** The side panel: shows what is selected, or the overview. */
import { ALERTS } from '../alerts';
import type { Graph } from '../graph';
import type { Store, ViewState } from '../state';
import type { Theme } from '../theme';
import type { GraphNode, ServiceGraph } from '../types';
import { BundlePanel } from './bundle';
import { EdgePanel } from './edge';
import { NodePanel } from './node';
import { Overview } from './overview';
import { block, head, refill } from './parts';

/** What every panel is given. */
export interface Surroundings {
  store: Store;
  graph: Graph;
  theme: Theme;
}

/** The answer that is shown, with its nodes by id. */
export interface Answer {
  graph: ServiceGraph;
  nodes: Map<string, GraphNode>;
}

/** What shows one thing, until another is selected. */
export interface View {
  update(answer: Answer, state: ViewState): void;
  recolor(): void;
  close(): void;
}

type Kind = 'overview' | 'edge' | 'bundle' | 'node' | 'missing';

export class Panel {
  private view: View | undefined;
  private key = '';
  private answer: Answer | undefined;

  constructor(private readonly element: HTMLElement, private readonly around: Surroundings) {
    around.theme.onChange(() => this.view?.recolor());
  }

  /** A new answer, or another selection. */
  show(graph: ServiceGraph, state: ViewState): void {
    this.answer = { graph, nodes: new Map(graph.nodes.map((node) => [node.id, node])) };
    if (state.selected === ALERTS) {
      return; // their list stands in its place
    }
    const kind = this.kind(state.selected, this.answer);
    const key = `${kind} ${state.selected}`;
    if (key !== this.key) {
      this.view?.close();
      this.element.scrollTop = 0;
      this.view = this.make(kind, state.selected);
      this.key = key;
    }
    this.view?.update(this.answer, state);
  }

  /** What an id names in this answer; it may name nothing any more, and something again. */
  private kind(selected: string, answer: Answer): Kind {
    const { graph } = this.around;
    if (selected === '') {
      return 'overview';
    }
    if (answer.graph.edges.some((edge) => edge.id === selected)) {
      return 'edge';
    }
    if (graph.edges.some((edge) => edge.id === selected)) {
      return 'bundle';
    }
    return graph.node(selected) !== undefined || answer.nodes.has(selected) ? 'node' : 'missing';
  }

  private make(kind: Kind, selected: string): View {
    switch (kind) {
      case 'overview':
        return new Overview(this.element, this.around);
      case 'edge':
        return new EdgePanel(this.element, this.around, selected);
      case 'bundle':
        return new BundlePanel(this.element, this.around, selected);
      case 'node':
        return new NodePanel(this.element, this.around, selected);
      case 'missing':
        return new Missing(this.element, this.around);
    }
  }
}

/** What a link names may be of another time. */
class Missing implements View {
  constructor(private readonly element: HTMLElement, private readonly around: Surroundings) {}

  update(): void {
    refill(this.element,
      head(['Not in this range'], [], [], () => this.around.store.update({ selected: '' })),
      block('Nothing here', '', 'What was selected had no requests in the range that is shown,'
        + ' or is hidden by the traffic classes or the grouping. Another time may have it.'));
  }

  recolor(): void {}

  close(): void {}
}
