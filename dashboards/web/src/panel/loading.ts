/** Questions of a panel: the newest wins, and a failure says so in its place. */
import { ApiError, isAbort } from '../api';
import { fill, h } from '../dom';

export class Questions {
  private abort = new AbortController();

  constructor(private readonly notice: HTMLElement) {}

  /** Asks; what was asked before and is not answered yet is taken back. */
  async ask<T>(question: (signal: AbortSignal) => Promise<T>, answered: (answer: T) => void):
    Promise<void> {
    this.abort.abort();
    this.abort = new AbortController();
    try {
      const answer = await question(this.abort.signal);
      fill(this.notice);
      answered(answer);
    } catch (failure) {
      if (!isAbort(failure)) {
        this.tell(failure);
      }
    }
  }

  close(): void {
    this.abort.abort();
  }

  private tell(failure: unknown): void {
    if (!(failure instanceof ApiError)) {
      throw failure;
    }
    fill(this.notice, h('p', { class: 'bad', role: 'status' },
      `${failure.title}. `, h('span', { class: 'quiet' }, failure.detail)));
  }
}
