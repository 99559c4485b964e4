/** Dark and light: as the system says, unless the reader chose. Colors stand in page.css. */

export type Choice = 'system' | 'light' | 'dark';

/** Colors that canvases need, each `#rrggbb`. */
export interface Palette {
  canvas: string;
  surface: string;
  line: string;
  text: string;
  muted: string;
  accent: string;
  calm: string;
  failing: string;
  warn: string;
  lane: string;
  box: string;
  quantiles: [string, string, string];
  heat: [string, string];
}

const KEY = 'meshscope.theme';

type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The browser's memory of this page, or one until it is closed where that is forbidden. */
export function memory(page: Window): Memory {
  try {
    return page.localStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}

export class Theme {
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly root: HTMLElement, private readonly storage: Memory) {
    this.dark.addEventListener('change', () => this.apply());
    this.apply();
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  isDark(): boolean {
    const choice = this.choice();
    return choice === 'dark' || (choice === 'system' && this.dark.matches);
  }

  /** The other one of light and dark; the system's own is no choice any more. */
  toggle(): void {
    const wanted = this.isDark() ? 'light' : 'dark';
    if ((wanted === 'dark') === this.dark.matches) {
      this.storage.removeItem(KEY);
    } else {
      this.storage.setItem(KEY, wanted);
    }
    this.apply();
  }

  palette(): Palette {
    const style = getComputedStyle(this.root);
    const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    return {
      canvas: color('canvas'),
      surface: color('surface'),
      line: color('line'),
      text: color('text'),
      muted: color('muted'),
      accent: color('accent'),
      calm: color('calm'),
      failing: color('failing'),
      warn: color('warn-text'),
      lane: color('lane'),
      box: color('box'),
      quantiles: [color('p50'), color('p90'), color('p99')],
      heat: [color('heat-low'), color('heat-high')],
    };
  }

  private choice(): Choice {
    const stored = this.storage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  }

  private apply(): void {
    this.root.dataset['theme'] = this.isDark() ? 'dark' : 'light';
    for (const listener of this.listeners) {
      listener();
    }
  }
}
