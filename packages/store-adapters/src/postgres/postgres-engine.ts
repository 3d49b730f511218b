/** Many stores in one schema: one queue and one writer for all, so that they share their syncs. */
import type { StoreHealth, StoreId, SurvivalPromise } from '@holdfast/actors/ports';
import { OperationQueue } from '../embedded/operation-queue.ts';
import { AppendFailedError, StoreBusyError, StoreUnavailableError } from '../errors.ts';
import { BatchWriter } from './batch-writer.ts';
import { outcomeKnown, retryable } from './failures.ts';
import { FenceRounds } from './fence-rounds.ts';
import { StoreAppend, StoreFence, type StoreOperation } from './operations.ts';
import type { CheckedOptions } from './options.ts';
import { PostgresEventStore, type PostgresStore } from './postgres-store.ts';
import type { ServerFacts } from './prepare-schema.ts';
import type { Row, Server } from './server.ts';
import type { Statements } from './statements.ts';
import type { StoreHost } from './store-host.ts';
import { StoreState } from './store-state.ts';

/** The connections of an engine. */
export interface Servers {
  readonly writing: Server;
  readonly reading: Server;
}

export class Engine implements StoreHost {
  readonly survives: SurvivalPromise;
  readonly statements: Statements;
  readonly #servers: Servers;
  readonly #queue: OperationQueue<StoreOperation>;
  readonly #writer: BatchWriter;
  readonly #fences: FenceRounds;
  readonly #maxQueuedSize: number;
  #sequence = 0;
  /** The server could not be reached: what had arrived by then fails with it, not one by one. */
  #unreachable: { readonly failure: StoreUnavailableError; readonly upTo: number } | undefined;

  constructor(
    servers: Servers,
    statements: Statements,
    facts: ServerFacts,
    { maxQueuedSize, requestTimeoutMs }: CheckedOptions,
  ) {
    this.survives = {
      accepted: 'process_crash',
      durable: facts.syncs ? 'power_loss' : 'process_crash',
    };
    this.statements = statements;
    this.#servers = servers;
    this.#writer = new BatchWriter(servers.writing, statements);
    this.#fences = new FenceRounds(servers.writing, statements, requestTimeoutMs);
    this.#queue = new OperationQueue({
      write: (batch) => this.#write(batch),
      settle: (batch, failure) => {
        this.#settle(batch, failure);
      },
    });
    this.#maxQueuedSize = maxQueuedSize;
  }

  /** `release` is called once, when the store has closed. */
  async openStore(id: StoreId, release: () => Promise<void>): Promise<PostgresStore> {
    const row = await this.#storeRow(id);
    const head = { position: Number(row['head']), mark: row['mark'] as string };
    return new PostgresEventStore(this, new StoreState(id, row['store'] as string, head), release);
  }

  push(operation: StoreOperation): void {
    this.#sequence += 1;
    operation.sequence = this.#sequence;
    this.#queue.push(operation);
  }

  ask(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#servers.reading.request(text, values);
  }

  health(): StoreHealth {
    const { trouble } = this.#servers.writing;
    return trouble === undefined ? { status: 'ready' } : { status: 'unavailable', error: trouble };
  }

  whileClosing(closed: Promise<void>): Promise<void> {
    return this.#fences.whileClosing(closed);
  }

  /** An append larger than the limit is taken when nothing waits, or it could never be. */
  checkRoom(size: number): void {
    const waiting = this.#queue.waitingSize;
    if (waiting > 0 && waiting + size > this.#maxQueuedSize) {
      throw new StoreBusyError(waiting, this.#maxQueuedSize);
    }
  }

  /** Call it once, when the stores are closed. */
  async close(): Promise<void> {
    await this.#queue.idle();
    await this.#fences.idle();
    await Promise.all([this.#servers.writing.end(), this.#servers.reading.end()]);
  }

  /** Twice: who lost a race to make the row does not see it in the same statement. */
  async #storeRow(id: string): Promise<Row> {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const [row] = await this.#servers.writing.request(this.statements.openStore, [id]);
      if (row !== undefined) return row;
    }
    throw new Error(`the row of store ${id} is gone`);
  }

  async #write(batch: readonly StoreOperation[]): Promise<void> {
    const last = batch.at(-1)?.sequence ?? 0;
    const unreachable = this.#unreachable;
    if (unreachable !== undefined && last <= unreachable.upTo) throw unreachable.failure;
    try {
      await this.#writer.write(batch.filter(isWritten));
    } catch (failure) {
      if (!(failure instanceof StoreUnavailableError)) throw appendFailure(failure);
      this.#unreachable = { failure, upTo: this.#sequence };
      throw failure;
    }
  }

  #settle(batch: readonly StoreOperation[], failure: unknown): void {
    const fences: StoreFence[] = [];
    for (const operation of batch) {
      if (operation instanceof StoreFence) fences.push(operation);
      else if (operation.withdrawn) continue;
      else if (operation.decided) operation.settle();
      else if (operation.store.poison !== undefined) operation.fail(operation.store.poison);
      else operation.fail(failure as Error);
    }
    if (fences.length > 0) void this.#fences.run(fences);
  }
}

function appendFailure(cause: unknown): AppendFailedError {
  return new AppendFailedError({
    outcomeKnown: outcomeKnown(cause),
    retryable: retryable(cause),
    cause,
  });
}

/** Takes an append up: from here on it can no longer be withdrawn. */
function isWritten(operation: StoreOperation): operation is StoreAppend {
  return operation instanceof StoreAppend && operation.takeUp();
}
