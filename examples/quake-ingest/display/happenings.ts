/** What the system's events say to a viewer: the lines that stay above the live figures. */
import type { PersistenceEvent } from '@holdfast/actors';
import { errorText } from '../command-line/usage-error.ts';
import { count, many } from './format.ts';
import { type Tally, waiting } from './tally.ts';

export class Happenings {
  private readonly tally: Tally;
  /** Stores of which a failed fence was told; told again after a success. */
  private readonly failing = new Set<string>();

  constructor(tally: Tally) {
    this.tally = tally;
  }

  /** The line of an event, or undefined when it is not worth one. */
  lineOf(event: PersistenceEvent): string | undefined {
    switch (event.type) {
      case 'persistence_failed':
        return this.failure(event);
      case 'batch_settled':
        if (event.succeeded > 0) this.failing.delete(event.storeId);
        return undefined;
      case 'breaker_changed':
        return this.breaker(event);
      case 'worker_started':
        if (event.restarts === 0) return undefined;
        return (
          `the supervisor restarted the worker (restart ${event.restarts})` +
          (event.pending > 0 ? '; it took over what was pending' : '')
        );
      case 'worker_stopped':
        return event.left.length > 0 ? 'stopped with events that are not durable' : undefined;
      case 'worker_abandoned':
        return 'the worker ended and is not restarted';
      case 'store_quarantined':
        return `fences of it alone fail (${event.attempts} in a row); it is kept apart`;
      case 'store_poisoned':
        return `a sync failed: ${errorText(event.error)}; nothing more is durable until it is reopened`;
      case 'fence_written_off':
        return `a fence never came back (${count(event.ageMs)} ms)`;
      case 'store_recovered':
      case 'pressure_changed':
      case 'configured':
      case 'configuration_warning':
        return undefined;
    }
  }

  private failure(
    event: Extract<PersistenceEvent, { type: 'persistence_failed' }>,
  ): string | undefined {
    if (this.failing.has(event.storeId)) return undefined;
    this.failing.add(event.storeId);
    const why = event.outcome === 'timed_out' ? 'timed out' : `failed: ${errorText(event.error)}`;
    return `a fence ${why}; its events stay pending, appends go on`;
  }

  private breaker(event: Extract<PersistenceEvent, { type: 'breaker_changed' }>): string {
    const left = waiting(this.tally.store(event.storeId));
    const moved = `breaker ${event.from} → ${event.to}`;
    if (event.to === 'open')
      return `${moved} (trip ${event.trips}); ${many(left, 'event')} waiting`;
    if (event.to === 'half_open') {
      const why = event.cause === 'drain' ? 'the run is ending' : 'its timer is up';
      return `${moved}: ${why}, one fence probes the disk; ${many(left, 'event')} waiting`;
    }
    const why = event.cause === 'probe_succeeded' ? 'the probe succeeded' : event.cause;
    return `${moved}: ${why}; ${count(left)} waiting events were kept and are fenced`;
  }
}
