/** A PostgreSQL server for one run: its own data, on the loopback interface, gone afterwards. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';
const PATIENCE_MS = 20_000;

export interface Database extends AsyncDisposable {
  readonly connectionString: string;
}

export class PostgresServer implements AsyncDisposable {
  readonly version: string;
  readonly #bin: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #server: ChildProcess;
  #databases = 0;

  private constructor(
    bin: string,
    version: string,
    folder: string,
    port: number,
    server: ChildProcess,
  ) {
    this.#bin = bin;
    this.version = version;
    this.#folder = folder;
    this.#port = port;
    this.#server = server;
  }

  /** Answers why not where there is no server to start. */
  static async start(): Promise<PostgresServer | string> {
    const bin = await findPrograms();
    if (bin === undefined) return 'PostgreSQL is not installed here';
    const user = await unprivileged();
    if (user === undefined) return 'root may not run PostgreSQL, and there is no user postgres';
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-pg-'));
    if (user !== 'self') await chown(folder, user.uid, user.gid);
    await chmod(folder, 0o700);
    const as = user === 'self' ? {} : user;
    const data = join(folder, 'data');
    await run(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'], as);
    const port = await freePort();
    const where = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder];
    const server = spawn(join(bin, 'postgres'), where, { ...as, stdio: 'ignore' });
    const { stdout } = await run(join(bin, 'postgres'), ['--version']);
    const version = /\d[\d.]*/.exec(stdout)?.[0] ?? 'unknown';
    const started = new PostgresServer(bin, version, folder, port, server);
    await started.#untilReady();
    return started;
  }

  async makeDatabase(): Promise<Database> {
    this.#databases += 1;
    const name = `bench_${this.#databases}`;
    await this.#sql(`create database ${name}`);
    return {
      connectionString: `postgresql://bench@127.0.0.1:${this.#port}/${name}`,
      [Symbol.asyncDispose]: () => this.#sql(`drop database ${name} with (force)`),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.exitCode === null) {
      const gone = once(this.#server, 'exit');
      this.#server.kill('SIGINT');
      await gone;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        await this.#sql('select 1');
        return;
      } catch (error) {
        if (Date.now() > deadline || this.#server.exitCode !== null) {
          await this[Symbol.asyncDispose]();
          throw error;
        }
        await passed(100);
      }
    }
  }

  async #sql(statement: string): Promise<void> {
    const where = ['-h', '127.0.0.1', '-p', String(this.#port), '-U', 'bench', '-d', 'postgres'];
    await run(join(this.#bin, 'psql'), [...where, '-qc', statement]);
  }
}

/** Debian keeps them out of the path. */
async function findPrograms(): Promise<string | undefined> {
  const versions = existsSync(DEBIAN) ? await readdir(DEBIAN) : [];
  const folders = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((at) => join(DEBIAN, at, 'bin'));
  const all = [...folders, ...(process.env['PATH'] ?? '').split(':')];
  return all.find((bin) =>
    ['initdb', 'postgres', 'psql'].every((name) => existsSync(join(bin, name))),
  );
}

async function unprivileged(): Promise<{ uid: number; gid: number } | 'self' | undefined> {
  if (process.getuid?.() !== 0) return 'self';
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
    );
    return uid && gid ? { uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}
