import type { AnyProcess } from './any-process.ts';
import type { Timer } from './clock.ts';
import type { Message, TimerRef } from './pid.ts';

/** One message on its way through time. It dies with the process that it is meant for. */
class MessageTimer implements Disposable {
  private readonly target: AnyProcess;
  private readonly due: number;
  private readonly timer: Timer;

  constructor(target: AnyProcess, ms: number, message: Message) {
    const { clock } = target.system;
    this.target = target;
    this.due = clock.now() + ms;
    this.timer = clock.setTimer(ms, () => {
      if (target.disown(this)) target.deliverInfo(message);
    });
    target.own(this);
  }

  cancel(): number | false {
    if (!this.target.disown(this)) return false;
    this.timer.cancel();
    return this.left();
  }

  read(): number | false {
    return this.target.owns(this) && this.left();
  }

  [Symbol.dispose](): void {
    this.timer.cancel();
  }

  private left(): number {
    return Math.max(0, Math.ceil(this.due - this.target.system.clock.now()));
  }
}

/** Starts a timer and answers its public face. */
export function startTimer(target: AnyProcess, ms: number, message: Message): TimerRef {
  return new MessageTimer(target, ms, message) as unknown as TimerRef;
}

/**
 * Stops a timer, whoever started it. Answers the milliseconds that were left, or false if it fired
 * or was stopped. Source: erlang:cancel_timer/1.
 */
export function cancelTimer(ref: TimerRef): number | false {
  return (ref as unknown as MessageTimer).cancel();
}

/** The milliseconds that a timer has left, or false if it fired or was stopped. */
export function readTimer(ref: TimerRef): number | false {
  return (ref as unknown as MessageTimer).read();
}
