/** Asks the worker for positions, and keeps them as long as there is nothing new to place. */
import type { LayoutInput, Positions } from './layout';

interface Answer {
  id: number;
  positions: Positions;
}

export class Layouter {
  private readonly waiting = new Map<number, (positions: Positions) => void>();
  private asked = 0;

  constructor(private readonly worker: Worker) {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      this.waiting.get(data.id)?.(data.positions);
      this.waiting.delete(data.id);
    };
  }

  place(input: LayoutInput): Promise<Positions> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker.postMessage({ id, input });
    });
  }
}
