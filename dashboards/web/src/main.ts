/** Puts the page together. Data flow: state → API → scene → graph, panel, status. */
import { ALERTS, AlertWatch } from './alerts';
import { AlertButton } from './alerts-button';
import { marks } from './alerts-marks';
import { withBox } from './boxes';
import { byId } from './dom';
import { Graph } from './graph';
import { Help } from './help';
import * as keys from './keys';
import { Layouter } from './layouter';
import { makeLegend, makeViewButtons } from './legend';
import { makeThemeButtons } from './buttons';
import { closeMenus, closeMenusOutside } from './menus';
import { Mesh } from './mesh';
import { Notice } from './notice';
import { Painter } from './paint';
import { AlertsPanel } from './panel/alerts';
import { Panel } from './panel/panel';
import { Status } from './status';
import { Store } from './state';
import { memory, Theme } from './theme';
import { Timeline } from './timeline';
import { Toolbar } from './toolbar';

/** Where the worker's script is; the build says so. */
declare const LAYOUT_WORKER: string;

async function start(): Promise<void> {
  const store = new Store(window);
  const theme = new Theme(document.documentElement, memory(window));
  await document.fonts.load("12px 'Inter'").catch(() => []);
  const layouter = new Layouter(new Worker(LAYOUT_WORKER));
  let painter: Painter | undefined;
  const graph = new Graph(byId('graph'), layouter, theme.palette(), {
    select: (selected) => store.update({ selected }),
    focus: (id) => {
      const focus = nodeOf(graph, id);
      store.update(focus === '' ? {} : { focus, selected: focus });
    },
    openBox: (name) => store.update({ ...withBox(store.get(), name, false), selected: '' }),
    foldBox: (name) => store.update({ ...withBox(store.get(), name, true), selected: '' }),
    hover: () => painter?.request(),
  });
  painter = new Painter(graph, byId<HTMLCanvasElement>('underlay'),
    byId<HTMLCanvasElement>('overlay'), () => theme.palette());
  theme.onChange(() => graph.restyle(theme.palette()));
  const help = new Help(store);
  const watch = watchAlerts(store, graph);
  const parts = {
    store,
    graph,
    panel: new Panel(byId('panel'), { store, graph, theme }),
    alerts: new AlertsPanel(byId('alerts'), byId('panel'), { store, graph, watch }),
    status: new Status(),
    toolbar: new Toolbar(store),
    timeline: new Timeline(byId('timeline'), store),
  };
  const mesh = new Mesh(parts, (retry) => new Notice(store, retry));
  makeLegend();
  makeViewButtons(graph);
  makeThemeButtons(theme, help);
  closeMenusOutside(document);
  keys.listen(document, actions(parts, mesh, theme, help), () => help.isOpen());
  mesh.start();
  watch.start(document);
}

type Parts = ConstructorParameters<typeof Mesh>[0];

function actions(parts: Parts, mesh: Mesh, theme: Theme, help: Help): keys.Actions {
  const { store, graph, timeline, toolbar } = parts;
  return {
    search: () => toolbar.focusSearch(),
    escape: () => {
      if (help.isOpen()) {
        help.toggle();
        return;
      }
      if (closeMenus(document)) {
        return;
      }
      const { selected, focus } = store.get();
      store.update(selected !== '' ? { selected: '' } : focus !== '' ? { focus: '' } : {});
    },
    edge: (steps) => store.update({ selected: nextEdge(graph, store.get().selected, steps) }),
    focus: () => {
      const { selected, focus } = store.get();
      store.update({ focus: focus === '' ? nodeOf(graph, selected) : '' });
    },
    depth: (depth) => store.update({ depth }),
    time: (lengths) => timeline.step(lengths),
    live: () => timeline.goLive(),
    boxes: () => mesh.toggleBoxes(),
    alerts: () => toggleAlerts(store),
    fit: () => graph.fit(),
    zoom: (factor) => graph.zoomBy(factor),
    replace: () => mesh.replace(),
    theme: () => theme.toggle(),
    help: () => help.toggle(),
  };
}

/** Alerts are asked for from now on, counted in the toolbar and marked on the graph. */
function watchAlerts(store: Store, graph: Graph): AlertWatch {
  const watch = new AlertWatch();
  const button = new AlertButton(byId('firing'), () => toggleAlerts(store));
  const show = (): void => button.show(watch.alerts, store.get().selected === ALERTS);
  watch.onChange(() => {
    show();
    graph.markBy((scene) =>
      marks(watch.alerts.answer?.alerts ?? [], scene, store.get().groupBy));
  });
  store.onChange(show);
  return watch;
}

function toggleAlerts(store: Store): void {
  store.update({ selected: store.get().selected === ALERTS ? '' : ALERTS });
}

/** The one node of the API that an id stands for, an edge for its callee; else nothing. */
function nodeOf(graph: Graph, id: string): string {
  const edge = graph.edges.find((one) => one.id === id);
  const members = graph.node(edge?.target ?? id)?.members ?? [];
  return members.length === 1 ? members[0]?.id ?? '' : '';
}

/** Steps through edges, the busiest first. */
function nextEdge(graph: Graph, selected: string, steps: number): string {
  const order = [...graph.edges].sort((a, b) => b.tally.requests - a.tally.requests);
  const at = order.findIndex((edge) => edge.id === selected);
  const next = at < 0 ? (steps > 0 ? 0 : order.length - 1) : at + steps;
  return order[(next + order.length) % order.length]?.id ?? '';
}

void start();
