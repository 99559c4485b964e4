/** Lays out in a thread of its own, so that the page stays quick. */
import { layout, type LayoutInput } from './layout';

interface Port {
  onmessage: ((event: MessageEvent<{ id: number; input: LayoutInput }>) => void) | null;
  postMessage(message: unknown): void;
}

const port = self as unknown as Port;

port.onmessage = ({ data }) => {
  port.postMessage({ id: data.id, positions: layout(data.input) });
};
