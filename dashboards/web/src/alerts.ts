/** Asks again and again what fires; a question without an answer makes it "not known". */
import * as api from './alerts-api';
import type { ObjectiveList } from './alerts-types';
import type { AlertAnswer, Known } from './alerts-verdict';
import { ApiError } from './api';

/** What `selected` of a link is for the list of alerts; no id of the API is like it. */
export const ALERTS = 'alerts';

const REFRESH_MILLIS = 5_000;
/** After so long it is not known what fires. */
const PATIENCE_MILLIS = 10_000;

/** One question, its newest answer, and when it failed. */
export class Asked<T> {
  known: Known<T> = {};
  private asking: AbortController | undefined;

  /** Forgets the answer, which was to another question. */
  forget(): void {
    this.asking?.abort();
    this.asking = undefined;
    this.known = {};
  }

  /** Whether there is anything new to show; not while a question before it waits. */
  async ask(question: (signal: AbortSignal) => Promise<T>): Promise<boolean> {
    if (this.asking !== undefined) {
      return false;
    }
    const asking = new AbortController();
    this.asking = asking;
    const patience = setTimeout(() => asking.abort(SILENT), PATIENCE_MILLIS);
    const known = await question(asking.signal)
      .then((answer): Known<T> => ({ answer, answeredAtMillis: Date.now() }))
      .catch((failure: unknown) => this.failed(failure, asking));
    clearTimeout(patience);
    if (this.asking !== asking) {
      return false;
    }
    this.asking = undefined;
    this.known = known;
    return true;
  }

  private failed(failure: unknown, asking: AbortController): Known<T> {
    if (failure instanceof ApiError || this.asking !== asking) {
      return failure instanceof ApiError ? { ...this.known, failure } : this.known;
    }
    this.asking = undefined;
    throw failure;
  }
}

const SILENT = new Error('no answer in time');

/** Polls while the page is looked at: alerts always, objectives while their list is open. */
export class AlertWatch {
  private readonly alertsAsked = new Asked<AlertAnswer>();
  private readonly objectivesAsked = new Asked<ObjectiveList>();
  private readonly listeners: (() => void)[] = [];
  private at: string | undefined;
  private timer = 0;

  get alerts(): Known<AlertAnswer> {
    return this.alertsAsked.known;
  }

  get objectives(): Known<ObjectiveList> {
    return this.objectivesAsked.known;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  start(page: Document): void {
    page.addEventListener('visibilitychange', () => {
      if (!page.hidden) {
        this.poll(page);
      }
    });
    this.poll(page);
  }

  /** From now on objectives are asked for as of a time, as the API has it; or not at all. */
  watchObjectives(at: string | undefined): void {
    if (at === this.at) {
      return;
    }
    this.at = at;
    this.objectivesAsked.forget();
    void this.askObjectives();
  }

  private poll(page: Document): void {
    clearTimeout(this.timer);
    if (page.hidden) {
      return;
    }
    void this.alertsAsked.ask(api.alertsAndRules).then((isNew) => this.tell(isNew));
    void this.askObjectives();
    this.timer = window.setTimeout(() => this.poll(page), REFRESH_MILLIS);
  }

  private async askObjectives(): Promise<void> {
    const { at } = this;
    if (at !== undefined) {
      this.tell(await this.objectivesAsked.ask((signal) => api.objectives(at, signal)));
    }
  }

  private tell(isNew: boolean): void {
    if (isNew) {
      this.listeners.forEach((listener) => listener());
    }
  }
}
