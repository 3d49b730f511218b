/**
 * Runs `work` for everyone who asks, one run at a time. Who asks while a run is under way joins the
 * next run, never the one that has begun: that one may have passed what the caller cares about.
 */
export class OneAtATime {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when a run that began after this call has succeeded. */
  run(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    if (this.#next === undefined) {
      const begin = (): Promise<void> => this.#start();
      this.#next = this.#running.then(begin, begin);
    }
    return this.#next;
  }

  /** Resolves when nothing is running and nothing waits to run. Never rejects. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running.catch(() => undefined);
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const running = this.#work().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
