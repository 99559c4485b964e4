/** Which boxes are folded into one node. */
import type { ViewState } from './state';

type Choice = Pick<ViewState, 'open' | 'fold'>;

export const ALL = '*';

/** Whether a box is folded; what is said of it alone goes before what is said of all. */
export function isFolded(name: string, choice: Choice, isFoldedByItself: boolean): boolean {
  if (choice.fold.includes(name)) {
    return true;
  }
  if (choice.open.includes(name)) {
    return false;
  }
  return choice.fold.includes(ALL) || (isFoldedByItself && !choice.open.includes(ALL));
}

/** The choice after one box was opened or folded. */
export function withBox(choice: Choice, name: string, isFolding: boolean): Choice {
  const open = choice.open.filter((one) => one !== name);
  const fold = choice.fold.filter((one) => one !== name);
  return isFolding ? { open, fold: [...fold, name] } : { open: [...open, name], fold };
}
