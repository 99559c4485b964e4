/** How much fires: always in sight, but for where there are no rules. */
import { fill, h, icon } from './dom';
import { alertVerdict, type AlertAnswer, type Known } from './alerts-verdict';

export const BELL = 'M3 11.500c1.300-1.200 1.500-2.500 1.500-4.500a3.500 3.500 0 0 1 7 0c0 2 .2'
  + ' 3.300 1.500 4.500zM6.700 13.500a1.400 1.400 0 0 0 2.600 0';

export class AlertButton {
  private readonly text = h('span', { role: 'status' });
  private readonly button: HTMLElement;

  constructor(private readonly element: HTMLElement, open: () => void) {
    this.button = h('button', {
      type: 'button', title: 'Alerts and objectives (a)', onclick: open,
    }, icon(BELL), this.text);
    fill(element, this.button);
    element.hidden = true;
  }

  show(known: Known<AlertAnswer>, isOpen: boolean): void {
    const verdict = alertVerdict(known);
    this.element.hidden = verdict === undefined;
    this.button.className = `button ${verdict?.tone ?? ''}`;
    this.button.setAttribute('aria-expanded', String(isOpen));
    this.button.setAttribute('aria-controls', 'alerts');
    if (verdict !== undefined && this.text.textContent !== verdict.text) {
      const [short, ...why] = verdict.text.split(':');
      fill(this.text, short,
        why.length > 0 && h('span', { class: 'why' }, `:${why.join(':')}`));
    }
  }
}
