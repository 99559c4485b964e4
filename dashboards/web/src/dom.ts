/** Makes elements. Texts become text nodes, never markup: names of workloads are hostile input. */

export type Child = Node | string | null | undefined | false;

type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** An element; `onclick` and the like are listeners, `class` is the class. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  append(element, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same for SVG. */
export function s(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  append(element, children);
  return element;
}

/** An icon of the page's own set: 16 × 16, drawn with lines. */
export function icon(path: string, label?: string): SVGElement {
  const named: Attributes = label === undefined
    ? { 'aria-hidden': 'true' }
    : { role: 'img', 'aria-label': label };
  return s('svg', { class: 'icon', viewBox: '0 0 16 16', ...named }, s('path', { d: path }));
}

/** Puts other children in the place of those there are. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter(isThere));
}

/** The element with an id; it stands in the page's own HTML. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`no element ${id}`);
  }
  return found as T;
}

function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
}

function append(element: Element, children: Child[]): void {
  element.append(...children.filter(isThere));
}

function isThere(child: Child): child is Node | string {
  return child !== null && child !== undefined && child !== false;
}

/** Whether the panel stands beside the graph, as page.css has it. */
export function isWide(): boolean {
  return matchMedia('(min-width: 901px)').matches;
}
