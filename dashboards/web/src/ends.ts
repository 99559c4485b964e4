/** Any range by its two ends, in the reader's own time: for what a ticket says about a night. */
import { fill, h } from './dom';
import type { Store } from './state';
import { bounds, fixed, localTime } from './time';

export class Ends {
  readonly element: HTMLDetailsElement;
  /** What the range is called; the rest shows when it is clicked. */
  readonly summary = h('summary', { class: 'when', title: 'Choose both ends' });
  private readonly from = input();
  private readonly to = input();
  private readonly problem = h('p', { class: 'bad', role: 'status' });

  constructor(private readonly store: Store) {
    const apply = h('button', { class: 'button', type: 'button', onclick: () => this.apply() },
      'Show');
    this.element = h('details', { class: 'menu' }, this.summary,
      h('div', { class: 'sheet right up ends' },
        h('label', {}, h('span', {}, 'From'), this.from),
        h('label', {}, h('span', {}, 'To'), this.to),
        this.problem, apply));
    this.element.addEventListener('toggle', () => this.opened());
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
        this.apply();
      }
    });
  }

  private opened(): void {
    const { from, to } = bounds(this.store.get().range, Date.now());
    this.from.value = localTime(from);
    this.to.value = localTime(to);
    fill(this.problem);
  }

  private apply(): void {
    const [from, to] = [Date.parse(this.from.value), Date.parse(this.to.value)];
    if (!(from >= 0 && from < to)) {
      fill(this.problem, 'From has to be before to.');
      return;
    }
    this.element.open = false;
    this.summary.focus();
    this.store.update({ range: fixed(from, to) });
  }
}

function input(): HTMLInputElement {
  return h('input', { type: 'datetime-local', step: 1, required: true });
}
