import { Client } from './client.ts';
import type { JsonObject } from './json.ts';
import { mailOf } from './mailbox.ts';
import type { Recorder } from './recorder.ts';
import type { World } from './world.ts';

/** A client as scenarios describe it. */
export interface ClientSpec {
  readonly id: string;
  readonly trap_exit?: boolean;
}

/** The clients of one scenario. */
export class Clients {
  private readonly recorder: Recorder;
  private readonly clients = new Map<string, Client>();

  constructor(world: World, recorder: Recorder, specs: readonly ClientSpec[]) {
    this.recorder = recorder;
    for (const { id, trap_exit } of specs) {
      const client = new Client(world, recorder, id, trap_exit ?? false);
      recorder.born(id, client.pid);
      this.clients.set(id, client);
    }
  }

  get(id: string): Client {
    const client = this.clients.get(id);
    if (client === undefined) throw new Error(`there is no client ${id}`);
    return client;
  }

  /** Who lives, by id. */
  alive(): string[] {
    return this.all()
      .filter(({ alive }) => alive)
      .map(({ id }) => id)
      .sort();
  }

  /** Whether one of them waits for an answer that nobody waits for at present. */
  anyBlocked(): boolean {
    return this.all().some(({ blocked }) => blocked);
  }

  /** Takes what they find in their mailboxes. */
  mail(): JsonObject {
    return mailOf(this.all(), this.recorder);
  }

  private all(): Client[] {
    return [...this.clients.values()];
  }
}
