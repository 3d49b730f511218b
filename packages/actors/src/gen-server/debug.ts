import type { Message } from '../process/pid.ts';

/** Something that a server did, as `Sys.log`, `Sys.trace` and installed functions see it. */
export type SystemEvent =
  /** A message was taken from the mailbox. */
  | { readonly type: 'in'; readonly kind: 'call' | 'cast' | 'info'; readonly message: Message }
  /** A callback asked for it: it came from no mailbox. */
  | { readonly type: 'continue'; readonly message: Message }
  /** A call was answered by its callback's return value. */
  | { readonly type: 'out'; readonly reply: unknown; readonly message: Message }
  /** A callback returned without an answer. */
  | { readonly type: 'noreply'; readonly state: unknown };

/** Sees every event. Its result is its next state; `done`, or throwing, removes it. */
export type DebugFunction<S = unknown> = (state: S, event: SystemEvent) => S | 'done';

/** Messages since they were switched on. Times in ms of the actor system's clock. */
export interface Statistics {
  /** When counting was switched on. */
  readonly startTime: number;
  /** When this was asked. */
  readonly currentTime: number;
  /** Calls, casts and info messages taken from the mailbox. */
  readonly messagesIn: number;
  /** Replies that callbacks returned. */
  readonly messagesOut: number;
}

/** What is recorded of one server, in four independent ways. Source: OTP `sys`. */
export class Debug {
  private counts: { since: number; in: number; out: number } | undefined;
  private recent: { readonly size: number; events: SystemEvent[] } | undefined;
  private tracer: ((event: SystemEvent) => void) | undefined;
  private readonly installed = new Map<DebugFunction, unknown>();

  record(event: SystemEvent): void {
    if (this.counts !== undefined) {
      if (event.type === 'in') this.counts.in += 1;
      else if (event.type === 'out') this.counts.out += 1;
    }
    if (this.recent !== undefined) {
      this.recent.events.push(event);
      if (this.recent.events.length > this.recent.size) this.recent.events.shift();
    }
    if (this.tracer !== undefined) this.trace(event, this.tracer);
    for (const [run, state] of this.installed) this.runInstalled(run, state, event);
  }

  /** Counts that are on go on. Source: sys, install_debug. */
  count(on: boolean, now: number): void {
    if (!on) this.counts = undefined;
    else this.counts ??= { since: now, in: 0, out: 0 };
  }

  statistics(now: number): Statistics | undefined {
    if (this.counts === undefined) return undefined;
    const { since, in: messagesIn, out: messagesOut } = this.counts;
    return { startTime: since, currentTime: now, messagesIn, messagesOut };
  }

  /** A log that is on keeps its size and its events until it is switched off by 0. */
  keep(size: number): void {
    if (size === 0) this.recent = undefined;
    else this.recent ??= { size, events: [] };
  }

  events(): readonly SystemEvent[] {
    return [...(this.recent?.events ?? [])];
  }

  traceTo(tracer: ((event: SystemEvent) => void) | undefined): void {
    this.tracer = tracer;
  }

  install(run: DebugFunction, state: unknown): void {
    this.installed.set(run, state);
  }

  remove(run: DebugFunction): void {
    this.installed.delete(run);
  }

  /** Whether nothing is left to record, so that the server need not ask. */
  get idle(): boolean {
    const { counts, recent, tracer, installed } = this;
    return [counts, recent, tracer].every((part) => part === undefined) && installed.size === 0;
  }

  /** What observes must not harm what is observed: one that throws is not called again. */
  private trace(event: SystemEvent, tracer: (event: SystemEvent) => void): void {
    try {
      tracer(event);
    } catch {
      this.tracer = undefined;
    }
  }

  private runInstalled(run: DebugFunction, state: unknown, event: SystemEvent): void {
    try {
      const next = run(state, event);
      if (next === 'done') this.installed.delete(run);
      else this.installed.set(run, next);
    } catch {
      this.installed.delete(run);
    }
  }
}
