/** The drawn graph: keeps still while numbers change, and moves only when something is new. */
import cytoscape, { type Core, type EventObject } from 'cytoscape';
import type { Mark } from './alerts-marks';
import { CARD_HEIGHT, cardWidth } from './cards';
import { elements } from './elements';
import { graphStyle } from './graph-style';
import type { Layouter } from './layouter';
import type { Positions } from './layout';
import type { Scene, SceneEdge, SceneNode } from './scene';
import type { Palette } from './theme';
import type { GraphEdge } from './types';

const ZOOM_LEAST = 0.02;
const ZOOM_MOST = 2.5;
/** More edges than this are not drawn while the picture is moved, so that it moves at once. */
const EDGES_WHILE_MOVING = 400;
const ZOOM_BY_ITSELF = 1.15;
const MARKS: readonly Mark[] = ['page', 'ticket', 'held', 'pending'];

/** Around everything: the lanes' names are above, the legend is below. */
const MARGIN = { side: 24, top: 44, bottom: 62 };

/** What the reader does to the graph. */
export interface Gestures {
  select(id: string): void;
  openBox(name: string): void;
  foldBox(name: string): void;
  focus(id: string): void;
  hover(): void;
}

export class Graph {
  readonly cy: Core;
  private scene: Scene = { nodes: [], edges: [], boxes: [], shown: [], edgesHidden: 0 };
  private positions: Positions = {};
  /** All that positions were made for; as long as nothing else turns up, nothing moves. */
  private known = new Set<string>();
  private shape = '';
  private isFitted = false;
  private drawing = 0;
  private markEdges: (scene: Scene) => Map<string, Mark> = () => new Map();
  /** Edges that alerts are about. */
  marks: Map<string, Mark> = new Map();

  constructor(
    private readonly container: HTMLElement,
    private readonly layouter: Layouter,
    private palette: Palette,
    private readonly gestures: Gestures,
  ) {
    this.cy = cytoscape({
      container,
      style: graphStyle(palette),
      minZoom: ZOOM_LEAST,
      maxZoom: ZOOM_MOST,
      autoungrabify: true,
      autounselectify: true,
      boxSelectionEnabled: false,
      layout: { name: 'preset' },
    });
    this.listen();
  }

  node(id: string): SceneNode | undefined {
    return this.scene.nodes.find((node) => node.id === id);
  }

  get nodes(): readonly SceneNode[] {
    return this.scene.nodes;
  }

  get edges(): readonly SceneEdge[] {
    return this.scene.edges;
  }

  /** Edges of the answer that all that is drawn stands for. */
  get shown(): readonly GraphEdge[] {
    return this.scene.shown;
  }

  /** Shows a scene; `shape` says how it is grouped, and another one is placed anew. */
  async show(scene: Scene, shape: string): Promise<void> {
    const drawing = ++this.drawing;
    if (shape !== this.shape || scene.nodes.some((node) => !this.known.has(placeOf(node)))) {
      const isOther = shape !== this.shape;
      const positions = await this.place(scene);
      if (drawing !== this.drawing) {
        return;
      }
      this.positions = positions;
      this.known = new Set(scene.nodes.map(placeOf));
      this.shape = shape;
      this.isFitted = this.isFitted && !isOther;
    }
    this.scene = scene;
    this.draw();
    if (!this.isFitted && scene.nodes.length > 0) {
      this.fit();
      this.isFitted = true;
    }
  }

  /** Forgets where things stood; the next scene is placed as if it were the first. */
  forget(): void {
    this.shape = '';
    this.isFitted = false;
  }

  restyle(palette: Palette): void {
    this.palette = palette;
    this.cy.style(graphStyle(palette));
    this.draw();
  }

  fit(): void {
    this.cy.resize();
    const box = this.cy.elements().boundingBox({ includeOverlays: false });
    const width = this.cy.width() - 2 * MARGIN.side;
    const height = this.cy.height() - MARGIN.top - MARGIN.bottom;
    const zoom = Math.min(width / Math.max(1, box.w), height / Math.max(1, box.h), ZOOM_BY_ITSELF);
    const left = MARGIN.side + (width - box.w * zoom) / 2;
    const top = MARGIN.top + Math.max(0, (height - box.h * zoom) / 2);
    this.cy.viewport({ zoom, pan: { x: left - box.x1 * zoom, y: top - box.y1 * zoom } });
  }

  zoomBy(factor: number): void {
    const middle = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: middle });
  }

  /** Says which edges alerts are about, of this scene and those to come. */
  markBy(marks: (scene: Scene) => Map<string, Mark>): void {
    this.markEdges = marks;
    this.mark();
  }

  /** Marks what is selected, and fades what has nothing to do with it. */
  select(id: string): void {
    this.cy.batch(() => {
      this.cy.elements().removeClass('selected faded');
      const chosen = this.find(id);
      if (chosen.empty()) {
        return;
      }
      chosen.addClass('selected');
      const near = chosen.nodes().closedNeighborhood()
        .union(chosen.edges()).union(chosen.edges().connectedNodes());
      this.cy.elements().not('.box').difference(near).addClass('faded');
    });
    this.gestures.hover();
  }

  /** Brings a node or edge into view if nothing of it is. */
  reveal(id: string): void {
    const element = this.find(id);
    if (element.nonempty()) {
      const box = element.renderedBoundingBox({});
      const isOutside = box.x2 < 0 || box.y2 < 0 || box.x1 > this.cy.width()
        || box.y1 > this.cy.height();
      if (isOutside) {
        this.cy.center(element);
      }
    }
  }

  /** What is drawn for an id: itself, or what stands for it among others. */
  private find(id: string): cytoscape.CollectionReturnValue {
    const found = this.cy.getElementById(id);
    if (id === '' || found.nonempty()) {
      return this.cy.collection().union(found);
    }
    const edge = this.scene.shown.find((one) => one.id === id);
    const isIn = (ids: string[]): cytoscape.CollectionReturnValue =>
      this.cy.elements().filter((element) =>
        ((element.data('members') ?? []) as string[]).some((member) => ids.includes(member)));
    const standing = isIn([id]);
    // An edge inside of a folded box: the box.
    return standing.empty() && edge !== undefined
      ? isIn([edge.source, edge.destination])
      : standing;
  }

  private place(scene: Scene): Promise<Positions> {
    return this.layouter.place({
      nodes: scene.nodes.map((node) => ({
        id: node.id,
        width: cardWidth(node),
        height: CARD_HEIGHT,
        ...(node.box === undefined ? {} : { box: node.box }),
        ...(node.lane === undefined ? {} : { lane: node.lane }),
      })),
      edges: scene.edges.map(({ source, target }) => ({ source, target })),
      aspect: this.container.clientWidth / Math.max(1, this.container.clientHeight),
    });
  }

  private draw(): void {
    const wanted = elements(this.scene, this.positions, this.palette);
    this.cy.batch(() => this.update(wanted));
    this.mark();
    this.hurry(this.scene.edges.length > EDGES_WHILE_MOVING);
  }

  private mark(): void {
    const before = this.marks;
    this.marks = this.markEdges(this.scene);
    if (before.size === 0 && this.marks.size === 0) {
      return;
    }
    this.cy.batch(() => this.cy.edges().forEach((edge) => {
      const mark = this.marks.get(edge.id());
      MARKS.forEach((one) => void edge.toggleClass(`alert-${one}`, one === mark));
    }));
    this.gestures.hover();
  }

  /** Whether edges are left out while the picture is moved; the renderer's types are not public. */
  private hurry(isHurrying: boolean): void {
    const { cy } = this as unknown as {
      cy: { renderer(): { hideEdgesOnViewport: boolean } };
    };
    cy.renderer().hideEdgesOnViewport = isHurrying;
  }

  /** Only what differs is touched, so that hundreds of edges are quick. */
  private update(wanted: Map<string, cytoscape.ElementDefinition>): void {
    this.cy.elements().filter((one) => !wanted.has(one.id())).remove();
    for (const [id, definition] of wanted) {
      const there = this.cy.getElementById(id);
      if (there.empty()) {
        this.cy.add(definition);
        continue;
      }
      there.data(definition.data);
      if (there.isNode() && definition.position !== undefined) {
        there.position(definition.position);
        there.move({ parent: (definition.data['parent'] as string | undefined) ?? null });
      }
      const kept = ['selected', 'faded', 'hovered'].filter((name) => there.hasClass(name));
      there.classes([definition.classes as string, ...kept].join(' '));
    }
  }

  private listen(): void {
    this.cy.on('tap', (event: EventObject) => this.tapped(event));
    this.cy.on('dbltap', 'node', (event: EventObject) => {
      const node = event.target as cytoscape.NodeSingular;
      if (node.hasClass('box')) {
        this.gestures.foldBox(node.data('name') as string);
      } else if (node.id().startsWith('box:')) {
        this.gestures.openBox(node.id().slice('box:'.length));
      } else {
        this.gestures.focus(node.id());
      }
    });
    this.cy.on('mouseover', 'node, edge', (event: EventObject) => {
      (event.target as cytoscape.SingularElementReturnValue).addClass('hovered');
      this.container.classList.toggle('pointing', true);
      this.gestures.hover();
    });
    this.cy.on('mouseout', 'node, edge', (event: EventObject) => {
      (event.target as cytoscape.SingularElementReturnValue).removeClass('hovered');
      this.container.classList.toggle('pointing', false);
      this.gestures.hover();
    });
  }

  private tapped(event: EventObject): void {
    if (event.target === this.cy) {
      this.gestures.select('');
      return;
    }
    const element = event.target as cytoscape.SingularElementReturnValue;
    if (element.hasClass('box')) {
      this.gestures.select('');
    } else {
      this.gestures.select(element.id());
    }
  }
}

/** A node keeps its place only within the same box. */
function placeOf(node: SceneNode): string {
  return `${node.id}\u0000${node.box ?? ''}`;
}
