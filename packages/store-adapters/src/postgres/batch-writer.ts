/**
 * Writes batches of appends, one at a time. What is believed of a store is put to the server as part
 * of the write. Where it was wrong, because another process has written or a write failed before,
 * the store is read again under a lock and the appends are decided anew: then nobody can be faster.
 */
import type { StoreAppend } from './operations.ts';
import type { Row, Send, Server } from './server.ts';
import { BEGIN_UNSYNCED, type Statements } from './statements.ts';
import type { StoreState } from './store-state.ts';
import { streamKey } from './stream-key.ts';
import { list, WritePlan } from './write-plan.ts';

export class BatchWriter {
  readonly #server: Server;
  readonly #statements: Statements;

  constructor(server: Server, statements: Statements) {
    this.#server = server;
    this.#statements = statements;
  }

  /** Writes what can be written; each append then has a result, a refusal, or a poisoned store. */
  async write(appends: readonly StoreAppend[]): Promise<void> {
    if (appends.length === 0) return;
    try {
      await this.#server.session(async (send) => {
        const believed = appends.filter(({ store }) => store.known);
        await this.#writeBelieved(send, believed);
        const doubtful = appends.filter(({ store }) => !store.known && store.poison === undefined);
        if (doubtful.length > 0) await this.#writeLocked(send, doubtful);
      });
    } catch (error) {
      for (const { store } of appends) store.forget();
      throw error;
    }
  }

  async #writeBelieved(send: Send, appends: readonly StoreAppend[]): Promise<void> {
    await this.#loadVersions(send, appends);
    const known = appends.filter(({ store }) => store.known);
    if (known.length === 0) return;
    const plan = new WritePlan(known);
    plan.settle(await this.#held(send, plan));
  }

  async #writeLocked(send: Send, appends: readonly StoreAppend[]): Promise<void> {
    await send(BEGIN_UNSYNCED);
    await this.#lock(send, new Set(appends.map(({ store }) => store)));
    const sound = appends.filter(({ store }) => store.poison === undefined);
    await this.#loadVersions(send, sound);
    const plan = new WritePlan(sound);
    const held = sound.length > 0 ? await this.#held(send, plan) : new Set<string>();
    await send('COMMIT');
    plan.settle(held);
  }

  /** Sends the write; answers which stores were as believed, and are written. */
  async #held(send: Send, plan: WritePlan): Promise<ReadonlySet<string>> {
    const [row] = await send(this.#statements.write, plan.values());
    return new Set(row?.['held'] as readonly string[]);
  }

  /** Looks up the streams that are not remembered. A store that moved meanwhile is in doubt. */
  async #loadVersions(send: Send, appends: readonly StoreAppend[]): Promise<void> {
    const wanted = new Map<string, StoreAppend>();
    for (const append of appends) {
      const { store, request } = append;
      if (store.version(request.stream) !== undefined) continue;
      wanted.set(`${store.key} ${request.stream}`, append);
    }
    if (wanted.size === 0) return;
    const each = [...wanted.values()];
    const rows = await send(this.#statements.streamHeads, [
      list(each.map(({ store }) => store.key)),
      each.map(({ request }) => streamKey(request.stream)),
    ]);
    for (const [index, { store, request }] of each.entries()) {
      const row = rows[index] as Row;
      if (store.isAt(headIn(row))) store.setVersion(request.stream, Number(row['version']));
      else store.forget();
    }
  }

  /** Reads the heads again and holds them. A store that lost what was accepted is poisoned. */
  async #lock(send: Send, stores: ReadonlySet<StoreState>): Promise<void> {
    const keys = list([...stores].map(({ key }) => key));
    const rows = await send(this.#statements.lockStores, [keys]);
    const heads = new Map(rows.map((row) => [row['store'] as string, headIn(row)]));
    for (const store of stores) {
      const head = heads.get(store.key);
      if (head === undefined) store.lose();
      else store.refresh(head);
    }
    const accepted = [...stores].filter((store) => store.accepted !== undefined);
    const missing = await send(this.#statements.missingAppends, acceptedValues(accepted));
    loseMissing(
      accepted,
      missing.map((row) => row['store'] as string),
    );
  }
}

/** The last accepted appends, as a statement takes them that looks whether they are still there. */
export function acceptedValues(stores: readonly StoreState[]): readonly unknown[] {
  const all = stores.flatMap(({ key, accepted }) => (accepted ? [{ key, ...accepted }] : []));
  return [
    list(all.map(({ key }) => key)),
    list(all.map(({ firstPosition }) => firstPosition)),
    list(all.map(({ mark }) => mark)),
  ];
}

/** Poisons those stores whose last accepted append the server does not have. */
export function loseMissing(stores: readonly StoreState[], missing: readonly string[]): void {
  for (const store of stores) if (missing.includes(store.key)) store.lose();
}

function headIn(row: Row): { readonly position: number; readonly mark: string } {
  return { position: Number(row['head'] ?? -1), mark: String(row['mark']) };
}
