/** Menus close when the reader goes elsewhere. */

export function closeMenusOutside(page: Document): void {
  const closeOthers = (event: Event): void => {
    for (const menu of page.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
      if (!(event.target instanceof Node && menu.contains(event.target))) {
        menu.open = false;
      }
    }
  };
  page.addEventListener('pointerdown', closeOthers);
  page.addEventListener('focusin', closeOthers);
}

/** Whether one was open, which it is no more. */
export function closeMenus(page: Document): boolean {
  const open = [...page.querySelectorAll<HTMLDetailsElement>('details.menu[open]')];
  open.forEach((menu) => {
    menu.open = false;
  });
  return open.length > 0;
}
