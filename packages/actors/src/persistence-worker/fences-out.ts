import type { FencePort } from '../ports/fence-port.ts';
import type { Clock } from '../process/clock.ts';
import { type FenceOrder, type RunningFence, runFence } from './fence-runner.ts';
import type { Report } from './messages.ts';
import { ResponseTimes } from './response-times.ts';

/**
 * The fences of one worker that have not come back. They outlive who began them: each holds what it
 * holds until it ends, and its success is a fact, so a successor is told of it.
 */
export class FencesOut {
  readonly times: ResponseTimes = new ResponseTimes();
  private readonly port: FencePort;
  private readonly running = new Map<number, RunningFence>();
  /** What came back and nobody has begun to handle: a crash may have emptied the mailbox. */
  private readonly unhandled = new Set<Report>();
  private receiver: ((report: Report) => void) | undefined;

  constructor(port: FencePort) {
    this.port = port;
  }

  start(order: FenceOrder, clock: Clock): void {
    const startedAt = clock.now();
    const running = runFence(
      this.port,
      order,
      clock,
      (report) => {
        const timed = report.type === 'fence_settled' && report.outcome.kind !== 'cancelled';
        if (timed) this.times.add(clock.now() - startedAt);
        this.report(report);
      },
      () => this.running.delete(order.fence),
    );
    this.running.set(order.fence, running);
  }

  /** Reports go to `receiver` from now on, those that nobody has begun to handle first. */
  reportTo(receiver: (report: Report) => void): void {
    this.receiver = receiver;
    for (const report of this.unhandled) receiver(report);
  }

  /** The handling of a report begins: it is not put to anybody again. */
  handled(report: Report): void {
    this.unhandled.delete(report);
  }

  /** Whoever began them has ended. Idempotent. */
  abandon(): void {
    this.receiver = undefined;
    for (const fence of this.running.values()) fence.abandon();
  }

  private report(report: Report): void {
    this.unhandled.add(report);
    this.receiver?.(report);
  }
}
