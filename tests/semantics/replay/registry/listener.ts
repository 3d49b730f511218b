import { type Message, type Pid, spawn, takeWaiting } from '@holdfast/actors';
import type { RegistryEvent } from '@holdfast/supervision';
import type { Json } from '../json.ts';
import type { World } from '../world.ts';
import type { Keepers, Shape } from './keepers.ts';

interface ListenerProtocol {
  readonly info: RegistryEvent<Shape>;
}

/** Who is told of registrations: a process that leaves everything in its mailbox. */
export class Listener {
  readonly pid: Pid<ListenerProtocol>;
  private readonly keepers: Keepers;

  constructor({ system }: World, keepers: Keepers) {
    this.keepers = keepers;
    this.pid = spawn<ListenerProtocol>(system, (self) => self.receive({ match: () => false }));
  }

  /** What it has been told since it was asked last, in order. */
  take(): Json[] {
    const told: Json[] = [];
    for (;;) {
      const message = takeWaiting(this.pid, () => true);
      if (message === undefined) return told;
      told.push(this.form(message));
    }
  }

  private form(message: Message): Json {
    const event = message as RegistryEvent<Shape>;
    const about = [event.type, event.key, this.keepers.idOf(event.pid)];
    return event.type === 'register' ? [...about, event.value] : about;
  }
}
