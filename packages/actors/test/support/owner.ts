/** A process that owns tasks, and does with them what a test says. */
import { type ActorSystem, type PlainContext, type Protocol, spawn } from '@holdfast/actors';
import type { ManualClock } from '@holdfast/actors/testing';
import { gate, testSystem } from './test-system.ts';

export interface Owner {
  readonly system: ActorSystem;
  readonly clock: ManualClock;
  readonly self: PlainContext<Protocol>;
  /** Everything that has come into its mailbox so far, oldest first; it is empty afterwards. */
  readonly mailbox: () => Promise<Awaited<ReturnType<PlainContext<Protocol>['receive']>>[]>;
}

/** A plain process that does nothing by itself. */
export async function startOwner(options: { readonly trapExit?: boolean } = {}): Promise<Owner> {
  const { system, clock } = testSystem();
  const told = gate<PlainContext<Protocol>>();
  spawn(system, (self) => {
    self.trapExit(options.trapExit ?? false);
    told.open(self);
    return new Promise(() => undefined);
  });
  const self = await told.promise;
  const mailbox: Owner['mailbox'] = async () => {
    const messages: Awaited<ReturnType<Owner['mailbox']>> = [];
    for (;;) {
      const next = await self.receive({ timeout: 0 }).catch(() => undefined);
      if (next === undefined) return messages;
      messages.push(next);
    }
  };
  return { system, clock, self, mailbox };
}
