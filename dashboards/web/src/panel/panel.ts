/** The side panel: shows what is selected, or the overview. */
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
    const key = `${state.selected} ${state.groupBy}`;
    const isSame = key === this.key && this.view !== undefined && !(this.view instanceof Missing);
    if (!isSame) {
      this.view?.close();
      this.element.scrollTop = 0;
      this.view = this.make(state.selected, this.answer);
      this.key = key;
    }
    this.view?.update(this.answer, state);
  }

  private make(selected: string, answer: Answer): View {
    if (selected === '') {
      return new Overview(this.element, this.around);
    }
    const edge = answer.graph.edges.find((one) => one.id === selected);
    if (edge !== undefined) {
      return new EdgePanel(this.element, this.around, edge.id);
    }
    const bundle = this.around.graph.edges.find((one) => one.id === selected);
    if (bundle !== undefined) {
      return new BundlePanel(this.element, this.around, selected);
    }
    if (this.around.graph.node(selected) !== undefined || answer.nodes.has(selected)) {
      return new NodePanel(this.element, this.around, selected);
    }
    return new Missing(this.element, this.around);
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
