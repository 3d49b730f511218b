/**
 * The only file that imports nact. Every process is a nact actor with its own mailbox; nact is
 * asked only to wake a sleeping one, so a burst of messages costs one nact message.
 *
 * Actors live under one container that never receives a message, because nact copies the map of an
 * actor's children for every message that the actor handles. nact's own supervision is switched
 * off: who restarts whom is decided by supervisors.
 */
/* eslint-disable @typescript-eslint/no-generated-empty-object-type -- nact's `Ref` is an empty class */
import { type ActorProps, type ActorSystemRef, dispatch, type Ref, spawn, start, stop } from 'nact';

const WAKE = 'wake';

const PROPERTIES: ActorProps<void, unknown, Ref<never>> = {
  onCrash: (_message, _error, context) => context.resume,
};

/** The nact side of one process. */
export class NactActor {
  private readonly ref: Ref<string>;

  constructor(ref: Ref<string>) {
    this.ref = ref;
  }

  /** Runs the process's drain once, from a later turn of the event loop. */
  wake(): void {
    dispatch(this.ref, WAKE);
  }

  stop(): void {
    stop(this.ref);
  }
}

export class NactHost {
  private readonly system: ActorSystemRef = start();
  private readonly container: Ref<never> = spawn(this.system, () => undefined, 'processes');
  private spawned = 0;

  /** `drain` never rejects; it is called again only after its promise has settled. */
  spawn(drain: () => Promise<void>): NactActor {
    this.spawned += 1;
    // nact's random default names collide among some ten thousand actors, and throw.
    return new NactActor(spawn(this.container, drain, `p${this.spawned}`, PROPERTIES));
  }

  close(): void {
    stop(this.system);
  }
}
