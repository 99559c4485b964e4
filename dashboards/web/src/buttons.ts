/** Buttons at the right end of the toolbar. */
import { byId, fill, h, icon } from './dom';
import type { Help } from './help';
import type { Theme } from './theme';

const MOON = 'M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z';
const SUN = 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.500v1M8 13.500v1M1.500 8h1M13.500 8h1M3.400'
  + ' 3.400l.7.7M11.900 11.900l.7.7M3.400 12.600l.7-.7M11.900 4.100l.7-.7';

export function makeThemeButtons(theme: Theme, help: Help): void {
  const toggle = h('button', { class: 'button bare', type: 'button', title: 'Dark or light (t)' });
  toggle.addEventListener('click', () => theme.toggle());
  const draw = (): void => {
    toggle.setAttribute('aria-label', theme.isDark() ? 'Light' : 'Dark');
    fill(toggle, icon(theme.isDark() ? SUN : MOON));
  };
  theme.onChange(draw);
  draw();
  fill(byId('actions'), toggle, h('button', {
    class: 'button bare', type: 'button', title: 'Help and keys (?)', 'aria-label': 'Help',
    onclick: () => help.toggle(),
  }, '?'));
}
