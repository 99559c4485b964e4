/** Keys of the whole page; the help lists them. */

/** What keys do. */
export interface Actions {
  search(): void;
  escape(): void;
  edge(steps: number): void;
  focus(): void;
  depth(depth: number): void;
  time(lengths: number): void;
  live(): void;
  boxes(): void;
  alerts(): void;
  fit(): void;
  zoom(factor: number): void;
  replace(): void;
  theme(): void;
  help(): void;
}

/** Listens; while the help is open, only the keys that close it do anything. */
export function listen(target: Document, actions: Actions, isHelpOpen: () => boolean): void {
  const keys: Record<string, () => void> = {
    '/': () => actions.search(),
    Escape: () => actions.escape(),
    j: () => actions.edge(1),
    k: () => actions.edge(-1),
    f: () => actions.focus(),
    '[': () => actions.time(-1),
    ']': () => actions.time(1),
    l: () => actions.live(),
    b: () => actions.boxes(),
    a: () => actions.alerts(),
    '0': () => actions.fit(),
    '+': () => actions.zoom(1.25),
    '=': () => actions.zoom(1.25),
    '-': () => actions.zoom(0.8),
    r: () => actions.replace(),
    t: () => actions.theme(),
    '?': () => actions.help(),
  };
  for (let depth = 1; depth <= 5; depth++) {
    keys[String(depth)] = () => actions.depth(depth);
  }
  target.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    const isOurs = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    const isHeard = event.key === 'Escape'
      || (!isTyping(event.target) && (event.key === '?' || !isHelpOpen()));
    if (act !== undefined && isOurs && isHeard) {
      event.preventDefault();
      act();
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}
