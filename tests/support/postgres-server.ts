/**
 * A PostgreSQL server for tests: its own data folder, a free port of the loopback interface, an
 * unprivileged user when the tests run as root. Stopped by its process id.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

/** Where distributions put what is not on the PATH; `*` stands for a version. */
const USUAL_PLACES = [
  ['/usr/lib/postgresql', 'bin'],
  ['/opt/homebrew/opt', 'bin'],
  ['/usr/local/opt', 'bin'],
] as const;

/** Why no server can be started here; undefined when one can. */
export function whyNoPostgres(): string | undefined {
  if (binaries() === undefined) return 'PostgreSQL is not installed';
  return process.getuid?.() === 0 && unprivileged() === undefined
    ? 'there is no unprivileged user to run PostgreSQL'
    : undefined;
}

/** How the server is stopped: what it has not synced is kept, or lost as in a crash. */
export type StopMode = 'fast' | 'immediate';

export interface ServerOptions {
  /** Lines of configuration, such as `wal_writer_delay: '10s'`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Put before the command of the server: a tool that records it. */
  readonly under?: (command: readonly string[]) => readonly string[];
}

export class PostgresServer {
  readonly folder: string;
  readonly port: number;
  readonly #options: ServerOptions;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, options: ServerOptions) {
    this.folder = folder;
    this.port = port;
    this.#options = options;
  }

  static async start(options: ServerOptions = {}): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-postgres-'));
    const user = account();
    if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
    const data = join(folder, 'data');
    const made = spawnSync(
      tool('initdb'),
      ['-D', data, '-U', 'holdfast', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...user, cwd: folder, encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
    const server = new PostgresServer(folder, await freePort(), options);
    await server.resume();
    return server;
  }

  /** For `pg` and for the adapter. */
  get connection(): string {
    return `postgresql://holdfast@127.0.0.1:${this.port}/postgres`;
  }

  /** Process id of the server, or of the tool that it runs under. */
  get pid(): number {
    return this.#process?.pid as number;
  }

  /** Starts it again; resolves when it has recovered. */
  async resume(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      port: String(this.port),
      ...this.#options.settings,
    };
    const given = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const plain = [tool('postgres'), '-D', join(this.folder, 'data'), ...given];
    const [command = '', ...args] = this.#options.under?.(plain) ?? plain;
    const child = spawn(command, args, {
      ...account(),
      cwd: this.folder,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-10_000);
        if (said.includes('ready to accept connections')) resolve();
      });
      child.once('error', reject);
      child.once('exit', (code) => {
        reject(new Error(`the server ended with ${code}: ${said}`));
      });
    });
  }

  /** Resolves when the server and all its processes are gone. */
  async stop(mode: StopMode = 'fast'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(this.#postmaster(), mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  }

  /** Resolves when no client is connected: what a killed one had sent may still be under way. */
  async alone(): Promise<void> {
    const client = new pg.Client({ connectionString: this.connection });
    await client.connect();
    try {
      const others = `select count(*) from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`;
      for (;;) {
        const { rows } = await client.query<{ count: string }>(others);
        if (rows[0]?.count === '0') return;
        await setTimeout(10);
      }
    } finally {
      await client.end();
    }
  }

  async remove(): Promise<void> {
    await this.stop('immediate');
    await rm(this.folder, { recursive: true, force: true });
  }

  #postmaster(): number {
    return Number(readFileSync(join(this.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }
}

function tool(name: string): string {
  return join(binaries() ?? '', name);
}

function binaries(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const [base, rest] of USUAL_PLACES) {
    const versions = existsSync(base) ? readdirSync(base).sort().reverse() : [];
    folders.push(...versions.map((version) => join(base, version, rest)));
  }
  return folders.find((folder) => ['initdb', 'postgres'].every((n) => existsSync(join(folder, n))));
}

/** PostgreSQL refuses to run as root. */
function account(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? (unprivileged() ?? {}) : {};
}

function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { readonly port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
