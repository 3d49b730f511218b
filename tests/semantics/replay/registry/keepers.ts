import {
  type AnyPid,
  GenServer,
  type GenServerCallbacks,
  isAlive,
  noreply,
  ok,
  type Pid,
} from '@holdfast/actors';
import type { Plain } from '../client.ts';
import { type Json, type JsonObject, sorted } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';

export interface KeeperProtocol {
  readonly cast: Plain;
  readonly info: Plain;
}

/** What the registry of a scenario holds. Of the verbs for unique keys some are refused at run time. */
export interface Shape {
  readonly keys: 'unique';
  readonly key: string;
  readonly value: Json;
  readonly process: KeeperProtocol;
}

/** What a keeper has received, in the forms of the traces. */
type Kept = Json[];

/**
 * A process of the kind `registry`: it keeps what it is sent. A server and not a plain process,
 * since casts reach it through the via interface, and plain processes take none.
 */
const keeper: GenServerCallbacks<Kept, Kept, KeeperProtocol> = {
  name: 'keeper',

  init: (kept) => ok(kept),

  handleCast({ value }, kept) {
    kept.push({ cast: value });
    return noreply(kept);
  },

  handleInfo(message, kept) {
    if (message.type === 'plain') kept.push({ msg: message.value });
    return noreply(kept);
  },
};

interface Keeper {
  readonly pid: Pid<KeeperProtocol>;
  readonly kept: Kept;
}

/** The processes of one scenario, by id. */
export class Keepers {
  private readonly recorder: Recorder;
  private readonly keepers = new Map<string, Keeper>();

  constructor(recorder: Recorder) {
    this.recorder = recorder;
  }

  async start(id: string, { system }: World): Promise<void> {
    const kept: Kept = [];
    const pid = await GenServer.start(system, keeper, kept);
    this.recorder.born(id, pid);
    this.keepers.set(id, { pid, kept });
  }

  pidOf(id: string): Pid<KeeperProtocol> {
    const keeper = this.keepers.get(id);
    if (keeper === undefined) throw new Error(`there is no process ${id}`);
    return keeper.pid;
  }

  idOf(pid: AnyPid): string {
    for (const [id, keeper] of this.keepers) if (keeper.pid === pid) return id;
    return '?';
  }

  /** What they have received since they were asked last. */
  mail(): JsonObject {
    const mail: Record<string, Json> = {};
    for (const [id, { pid, kept }] of this.keepers) {
      const messages = sorted(kept.splice(0));
      if (isAlive(pid) && messages.length > 0) mail[id] = messages;
    }
    return mail;
  }
}
