/**
 * What is drawn: the graph of an answer after hiding, focusing, folding boxes into one node, and
 * putting ways in and out into their lanes. Pure; positions come later.
 */
import { isFolded } from './boxes';
import { parse, type Call } from './expression';
import { distances } from './neighborhood';
import type { ViewState } from './state';
import { sum, tally, type Tally } from './tally';
import type { GraphEdge, GraphNode, Grouping, NodeKind, ServiceGraph } from './types';

/** `unanswered` is a service that no workload answered for. */
export type SceneKind = NodeKind | 'entry' | 'box' | 'unanswered';

export interface SceneNode {
  id: string;
  kind: SceneKind;
  title: string;
  subtitle: string;
  lane?: 'entry' | 'exit';
  /** The box that it lies in. */
  box?: string;
  /** Nodes of the answer that it stands for. */
  members: GraphNode[];
  /** Calls to it; calls by it where nobody calls it. */
  tally: Tally;
}

export interface SceneEdge {
  id: string;
  source: string;
  target: string;
  /** Edges of the answer that it stands for, most requests first. */
  edges: GraphEdge[];
  tally: Tally;
  isPlaintext: boolean;
}

export interface Scene {
  nodes: SceneNode[];
  edges: SceneEdge[];
  /** Names of all boxes, with those that are folded. */
  boxes: { name: string; isFolded: boolean; size: number }[];
  /** Edges of the answer that are shown, those inside of folded boxes too. */
  shown: GraphEdge[];
  edgesHidden: number;
  problem?: string;
}

/** From so many nodes on, boxes are folded by themselves: more is no picture any more. */
const FOLD_FROM = 120;

export const ENTRIES: Record<string, string> = {
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  ingress: 'Ingress',
  gateway: 'Gateway',
  unknown: 'Other way in',
};

export const EXITS: Record<string, string> = {
  'egress-gateway': 'egress gateway',
  'service-entry': 'service entry',
  passthrough: 'passthrough',
  blackhole: 'blackhole',
};

export function build(graph: ServiceGraph, state: ViewState): Scene {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const all = graph.edges.flatMap((edge) => call(edge, nodes));
  const expression = parse(state.query);
  const shown = focused(all.filter(expression.matches), state);
  const boxOf = boxing(shown, state);
  const boxes = boxesOf(shown, boxOf, state);
  const folded = new Set(boxes.filter((box) => box.isFolded).map((box) => box.name));
  const scene = new Assembly(boxOf, folded, state.groupBy).add(shown);
  return {
    ...scene,
    boxes,
    shown: shown.map(({ edge }) => edge),
    edgesHidden: all.length - shown.length,
    ...(expression.problem === undefined ? {} : { problem: expression.problem }),
  };
}

function call(edge: GraphEdge, nodes: Map<string, GraphNode>): Call[] {
  const source = nodes.get(edge.source);
  const destination = nodes.get(edge.destination);
  return source === undefined || destination === undefined ? [] : [{ edge, source, destination }];
}

function focused(calls: Call[], state: ViewState): Call[] {
  if (state.focus === '') {
    return calls;
  }
  const away = distances(calls, state.focus);
  const near = (id: string): boolean => (away.get(id) ?? Infinity) < state.depth;
  return calls.filter(({ edge }) => near(edge.source) || near(edge.destination));
}

type BoxOf = (node: GraphNode) => string | undefined;

/** Gateways stand at the mesh's edge, whatever namespace they run in. */
function boxing(calls: Call[], state: ViewState): BoxOf {
  const isGrouped = state.groupBy === 'namespace' || state.groupBy === 'cluster';
  const boxes = state.boxes === 'auto' ? (isGrouped ? 'none' : 'namespace') : state.boxes;
  if (boxes === 'none' || calls.length === 0) {
    return () => undefined;
  }
  return (node) => (node.kind === 'gateway' ? undefined : node[boxes]);
}

function boxesOf(calls: Call[], boxOf: BoxOf, state: ViewState): Scene['boxes'] {
  const sizes = new Map<string, Set<string>>();
  for (const node of calls.flatMap((one) => [one.source, one.destination])) {
    const box = boxOf(node);
    if (box !== undefined) {
      sizes.set(box, (sizes.get(box) ?? new Set()).add(node.id));
    }
  }
  const total = [...sizes.values()].reduce((size, ids) => size + ids.size, 0);
  const isFolding = total > FOLD_FROM && sizes.size > 1 && state.focus === '';
  return [...sizes]
    .map(([name, ids]) => ({
      name, isFolded: isFolded(name, state, isFolding), size: ids.size,
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Collects nodes and edges of the scene. */
class Assembly {
  private readonly nodes = new Map<string, SceneNode>();
  private readonly edges = new Map<string, SceneEdge>();

  constructor(
    private readonly boxOf: BoxOf,
    private readonly folded: Set<string>,
    private readonly groupBy: Grouping,
  ) {}

  add(calls: Call[]): Pick<Scene, 'nodes' | 'edges'> {
    for (const one of calls) {
      const source = this.source(one);
      const target = this.destination(one);
      this.connect(source, target, one.edge);
    }
    this.addTallies();
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
    return {
      nodes: [...this.nodes.values()].sort(byId),
      edges: [...this.edges.values()].sort(byId),
    };
  }

  private source({ edge, source }: Call): SceneNode {
    if (edge.entry === undefined || !isOutside(source)) {
      return this.place(source);
    }
    const node = this.node(`entry:${edge.entry}`, () => ({
      kind: 'entry', lane: 'entry', title: ENTRIES[edge.entry ?? 'unknown'] ?? '', subtitle: '',
    }), source);
    const first = node.members[0];
    node.subtitle = node.members.length === 1 && first !== undefined
      ? `from ${first.name}`
      : `from ${node.members.length} addresses`;
    return node;
  }

  private destination({ edge, destination }: Call): SceneNode {
    if (edge.exit === undefined || destination.kind === 'gateway') {
      return this.place(destination);
    }
    return this.node(`exit:${edge.exit}:${destination.id}`, () => ({
      kind: destination.kind,
      lane: 'exit',
      title: destination.name,
      subtitle: EXITS[edge.exit ?? ''] ?? '',
    }), destination);
  }

  /** A node in the middle, or the folded box that it lies in. */
  private place(node: GraphNode): SceneNode {
    const box = this.boxOf(node);
    if (box !== undefined && this.folded.has(box)) {
      const folded = this.node(boxId(box), () => ({ kind: 'box', title: box, subtitle: '' }), node);
      folded.subtitle = `${folded.members.length} nodes`;
      return folded;
    }
    return this.node(node.id, () => ({
      kind: isUnanswered(node, this.groupBy) ? 'unanswered' : node.kind,
      title: node.name,
      subtitle: subtitle(node),
      ...(box === undefined ? {} : { box }),
    }), node);
  }

  private node(
    id: string,
    make: () => Pick<SceneNode, 'kind' | 'title' | 'subtitle' | 'lane' | 'box'>,
    member: GraphNode,
  ): SceneNode {
    const found = this.nodes.get(id) ?? { id, members: [], tally: tally([]), ...make() };
    this.nodes.set(id, found);
    if (!found.members.includes(member)) {
      found.members.push(member);
    }
    return found;
  }

  /** Edges of the answer stay apart unless an end stands for several nodes. */
  private connect(source: SceneNode, target: SceneNode, edge: GraphEdge): void {
    const isBundle = isMany(source) || isMany(target);
    if (isBundle && source === target) {
      return;
    }
    const id = isBundle ? `${source.id}>${target.id}` : edge.id;
    const found = this.edges.get(id) ?? {
      id, source: source.id, target: target.id, edges: [], tally: tally([]), isPlaintext: false,
    };
    this.edges.set(id, found);
    found.edges.push(edge);
    found.tally = tally(found.edges);
    found.isPlaintext = found.edges.some((one) => one.security?.policy === 'none');
  }

  private addTallies(): void {
    const into = new Map<string, Tally[]>();
    const outOf = new Map<string, Tally[]>();
    for (const edge of this.edges.values()) {
      into.set(edge.target, [...(into.get(edge.target) ?? []), edge.tally]);
      outOf.set(edge.source, [...(outOf.get(edge.source) ?? []), edge.tally]);
    }
    for (const node of this.nodes.values()) {
      node.tally = sum(into.get(node.id) ?? outOf.get(node.id) ?? []);
    }
  }
}

/** The id of the node that a folded box is. */
export function boxId(name: string): string {
  return `box:${name}`;
}

/** Where nodes are workloads, a service is one only if nobody answered for it. */
export function isUnanswered(node: GraphNode, groupBy: Grouping): boolean {
  return node.kind === 'service' && (groupBy === 'workload' || groupBy === 'version');
}

function isMany(node: SceneNode): boolean {
  return node.kind === 'entry' || node.kind === 'box';
}

function isOutside(node: GraphNode): boolean {
  return node.kind === 'external' || node.kind === 'unknown';
}

function subtitle(node: GraphNode): string {
  switch (node.kind) {
    case 'service':
      return 'service';
    case 'gateway':
      return 'gateway';
    case 'external':
      return 'outside';
    case 'unknown':
      return 'unknown';
    default:
      return node.version ?? '';
  }
}
