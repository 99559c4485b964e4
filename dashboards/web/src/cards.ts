/** How large a node's card is. Estimated from its texts, so that layouts need no canvas. */
import type { SceneNode } from './scene';

export const CARD_HEIGHT = 44;
const WIDTH_LEAST = 118;
const WIDTH_MOST = 232;
const LETTER_WIDTH = 7.5;
const AROUND = 46;

export function cardWidth(node: SceneNode): number {
  const letters = Math.max(node.title.length, node.subtitle.length * 0.8 + 9);
  return Math.round(Math.min(WIDTH_MOST, Math.max(WIDTH_LEAST, letters * LETTER_WIDTH + AROUND)));
}
