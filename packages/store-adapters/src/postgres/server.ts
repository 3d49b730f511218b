/**
 * The server as this adapter uses it. Every request has an end: an answer, a failure, or the end of
 * its time, and then the connection is dropped. A connection that failed is never used again.
 */
import { connect } from 'node:net';
import pg, { type Pool, type PoolClient, type PoolConfig } from 'pg';
import { StoreUnavailableError } from '../errors.ts';
import { RequestDropped } from './failures.ts';

/** One row of an answer. */
export type Row = Readonly<Record<string, unknown>>;

/** A request and what may end it. */
export interface RequestLimits {
  /** Milliseconds until the connection is dropped; none for a fence, which has a signal. */
  readonly timeoutMs?: number;
  /** Aborting it drops the connection. */
  readonly signal?: AbortSignal;
  /** Hears of each warning that the server sends meanwhile, by SQLSTATE. */
  readonly onNotice?: (code: string, message: string) => void;
}

/** Sends one request on a connection that is held for several. */
export type Send = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

export class Server {
  readonly #pool: Pool;
  readonly #timeoutMs: number;
  readonly #dropped = new WeakSet<PoolClient>();
  #trouble: StoreUnavailableError | undefined;

  constructor(connection: PoolConfig, connections: number, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#pool = new pg.Pool({
      application_name: 'holdfast',
      keepAlive: true,
      ...connection,
      max: connections,
      connectionTimeoutMillis: timeoutMs,
      // An idle store does not hold the process.
      allowExitOnIdle: true,
    });
    // A connection that breaks fails the request that is on it; an idle one is replaced silently.
    this.#pool.on('error', ignore);
    this.#pool.on('connect', (client) => client.on('error', ignore));
  }

  /** Set when the last attempt to connect failed. */
  get trouble(): StoreUnavailableError | undefined {
    return this.#trouble;
  }

  /** One request, on any connection. */
  request(
    text: string,
    values: readonly unknown[] = [],
    limits: RequestLimits = { timeoutMs: this.#timeoutMs },
  ): Promise<readonly Row[]> {
    return this.#withClient((client) => this.#send(client, text, values, limits));
  }

  /** Several requests on one connection, which is dropped when one of them fails. */
  session<T>(work: (send: Send) => Promise<T>): Promise<T> {
    const limits = { timeoutMs: this.#timeoutMs };
    return this.#withClient((client) =>
      work((text, values = []) => this.#send(client, text, values, limits)),
    );
  }

  /** Closes the connections; nothing may be under way. */
  end(): Promise<void> {
    return this.#pool.end();
  }

  async #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    let client: PoolClient;
    try {
      client = await this.#pool.connect();
      this.#trouble = undefined;
    } catch (cause) {
      this.#trouble = new StoreUnavailableError(cause);
      throw this.#trouble;
    }
    let failed = true;
    try {
      const result = await work(client);
      failed = false;
      return result;
    } finally {
      if (!this.#dropped.has(client)) client.release(failed);
    }
  }

  async #send(
    client: PoolClient,
    text: string,
    values: readonly unknown[],
    { timeoutMs, signal, onNotice }: RequestLimits,
  ): Promise<readonly Row[]> {
    const hear = (notice: NoticeFields): void => {
      onNotice?.(notice.code ?? '', notice.message ?? '');
    };
    client.on('notice', hear);
    try {
      // Without values the simple protocol, which takes several statements in one text.
      const answer =
        values.length === 0 ? client.query<Row>(text) : client.query<Row>(text, [...values]);
      const { rows } = await this.#bounded(client, answer, timeoutMs, signal);
      return rows;
    } finally {
      client.off('notice', hear);
    }
  }

  #bounded<T>(
    client: PoolClient,
    answer: Promise<T>,
    timeoutMs: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
      };
      const drop = (why: string): void => {
        end();
        reject(new RequestDropped(why));
        cancelRequest(client);
        this.#dropped.add(client);
        client.release(true);
      };
      const leave = (): void => {
        drop('nobody waits for the answer');
      };
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(drop, timeoutMs, `no answer within ${timeoutMs} ms`);
      answer.finally(end).then(resolve, reject);
      if (signal?.aborted === true) leave();
      else signal?.addEventListener('abort', leave);
    });
  }
}

function ignore(): void {
  // Said elsewhere, to whoever waits for an answer.
}

/** Number that stands for "cancel" where a connection would say its protocol version. */
const CANCEL = 80_877_102;

/**
 * Asks the server to give up what the connection is waiting for. Without it a backend that waits for
 * a replica would stay behind after its connection was dropped, and the next one beside it.
 */
function cancelRequest(client: PoolClient): void {
  const { host, port, processID, secretKey } = client as PoolClient & CancelFields;
  if (processID === null || secretKey === null) return;
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(CANCEL, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.setTimeout(5000, () => socket.destroy());
  socket.on('error', ignore);
  socket.unref();
  socket.end(message);
}

/** What is heard of a notice. */
interface NoticeFields {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

/** Known to pg, but not to its types. */
interface CancelFields {
  readonly host: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
}
