/** What is shown: the search, what a node is, boxes, and traffic classes. */
import { byId, fill, h, icon } from './dom';
import { CLASSES, GROUPINGS, type Boxes, type Store, type ViewState } from './state';
import type { Grouping, Reporter, TrafficClass } from './types';

const SEARCH = 'M7 12.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM11 11l3.500 3.500';
const TUNE = 'M2 4.500h7M13 4.500h1M2 11.500h1M7 11.500h7M11 2.500v4M5 9.500v4';

/** After this long without a keystroke the search is part of the link. */
const TYPING_MILLIS = 250;

const NODES: Record<Grouping, string> = {
  workload: 'Workloads', version: 'Versions', service: 'Services', namespace: 'Namespaces',
  cluster: 'Clusters',
};
const BOXES: [Boxes, string][] = [
  ['auto', 'Boxes as usual'], ['namespace', 'Boxes by namespace'],
  ['cluster', 'Boxes by cluster'], ['none', 'No boxes'],
];
const VIEWS: [Reporter, string][] = [
  ['best', 'each call once'], ['source', 'what callers saw'], ['destination', 'what callees saw'],
];
const CLASS_NAMES: Record<TrafficClass, string> = {
  live: 'Live requests', mirror: 'Mirrored copies', 'fault-injected': 'Injected faults',
  probe: 'Health checks', internal: 'Internal to the mesh',
};

export class Toolbar {
  private readonly input = h('input', {
    type: 'search', placeholder: 'Search, e.g. ns:shop err>1%', spellcheck: 'false',
    autocomplete: 'off', 'aria-label': 'Search and hide', 'aria-describedby': 'search-problem',
  });
  private readonly problem = h('div', { id: 'search-problem', role: 'status' });
  private readonly grouping = h('select', { 'aria-label': 'What a node is' });
  private readonly boxes = h('select', { 'aria-label': 'Boxes' });
  private readonly views = h('select', { 'aria-label': 'Whose view counts' });
  private readonly classes = h('div', { class: 'sheet' });
  private typing = 0;

  constructor(private readonly store: Store) {
    fill(byId('search'), icon(SEARCH), this.input, h('kbd', { 'aria-hidden': 'true' }, '/'),
      this.problem);
    fill(byId('choices'),
      h('label', { class: 'field' }, this.grouping),
      h('label', { class: 'field' }, this.boxes),
      h('details', { class: 'menu' },
        h('summary', { class: 'button', 'aria-label': 'Traffic and view' }, icon(TUNE), 'Traffic'),
        this.classes));
    this.listen();
  }

  focusSearch(): void {
    this.input.focus();
    this.input.select();
  }

  draw(state: ViewState, problem: string | undefined): void {
    if (document.activeElement !== this.input || this.input.value.trim() === '') {
      this.input.value = state.query;
    }
    this.input.setAttribute('aria-invalid', String(problem !== undefined));
    fill(this.problem, problem);
    this.grouping.value = state.groupBy;
    this.boxes.value = state.boxes;
    this.views.value = state.reporter;
    for (const box of this.classes.querySelectorAll<HTMLInputElement>('input')) {
      box.checked = state.classes.some((one) => one === box.value);
    }
  }

  private listen(): void {
    fill(this.grouping, ...GROUPINGS.map((one) => h('option', { value: one }, NODES[one])));
    fill(this.boxes, ...BOXES.map(([one, text]) => h('option', { value: one }, text)));
    fill(this.views, ...VIEWS.map(([one, text]) => h('option', { value: one }, text)));
    fill(this.classes,
      ...CLASSES.map((one) => h('label', {},
        h('input', { type: 'checkbox', value: one, onchange: () => this.chooseClasses() }),
        CLASS_NAMES[one])),
      h('p', {}, h('label', { class: 'field' }, 'Count', this.views)));
    this.input.addEventListener('input', () => {
      clearTimeout(this.typing);
      this.typing = window.setTimeout(() => this.search(), TYPING_MILLIS);
    });
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.grouping.addEventListener('change', () => this.store.update({
      groupBy: this.grouping.value as Grouping, selected: '', focus: '', open: [], fold: [],
    }));
    this.boxes.addEventListener('change', () =>
      this.store.update({ boxes: this.boxes.value as Boxes, open: [], fold: [] }));
    this.views.addEventListener('change', () =>
      this.store.update({ reporter: this.views.value as Reporter }));
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      clearTimeout(this.typing);
      this.search();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.input.value = '';
      this.search();
      this.input.blur();
    }
  }

  private search(): void {
    this.store.update({ query: this.input.value.trim() });
  }

  private chooseClasses(): void {
    const chosen = [...this.classes.querySelectorAll<HTMLInputElement>('input:checked')]
      .map((box) => box.value);
    const classes = CLASSES.filter((one) => chosen.includes(one));
    this.store.update({ classes: classes.length === 0 ? ['live'] : classes });
  }
}
