/** A process that only owns tasks: the test acts in its name. */
import {
  type ActorSystem,
  type PlainContext,
  type Protocol,
  spawn,
  takeWaiting,
} from '@holdfast/actors';

export type Owner = PlainContext<Protocol>;

export function newOwner(system: ActorSystem, trapExit = false): Promise<Owner> {
  return new Promise((resolve) => {
    spawn(system, (self) => {
      self.trapExit(trapExit);
      resolve(self);
      return new Promise(() => undefined);
    });
  });
}

/** The types of the messages that wait for a process, which are thereby taken. */
export function mailOf({ self }: Owner): string[] {
  const types: string[] = [];
  for (;;) {
    const message = takeWaiting(self, () => true);
    if (message === undefined) return types;
    types.push(message.type);
  }
}
