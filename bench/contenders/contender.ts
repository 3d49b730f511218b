/** The bench's side of protocol.ts: one contender in a process of its own, told what to do. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type Answer, type Greeting, parseAnswer, parseGreeting } from './protocol.ts';

/** Nothing that is asked takes a tenth of this. */
const PATIENCE_MS = 120_000;

type Child = ChildProcessByStdio<Writable, Readable, null>;

export class Contender implements AsyncDisposable {
  readonly name: string;
  readonly version: string;
  private readonly verbs: ReadonlySet<string>;
  private readonly child: Child;
  private readonly lines: AsyncIterator<string>;

  private constructor(name: string, greeting: Greeting, child: Child, lines: Interface) {
    this.name = name;
    this.version = greeting.version;
    this.verbs = greeting.verbs;
    this.child = child;
    this.lines = lines[Symbol.asyncIterator]();
  }

  /** Rejects when the program cannot be started or does not greet. */
  static async start(name: string, command: string, args: readonly string[]): Promise<Contender> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    // Of one that has died the missing answer tells.
    child.stdin.on('error', () => undefined);
    const lines = createInterface(child.stdout);
    const [first] = (await Promise.race([
      once(lines, 'line'),
      once(lines, 'close').then(() => ['it ended without a word']),
    ])) as [string];
    return new Contender(name, parseGreeting(first), child, lines);
  }

  /** Whether its library has anything for this. */
  can(verb: string): boolean {
    return this.verbs.has(verb);
  }

  /** Rejects when it fails, dies, or is silent for two minutes. */
  async ask(verb: string, ...numbers: readonly number[]): Promise<Answer> {
    const command = [verb, ...numbers].join(' ');
    this.child.stdin.write(`${command}\n`);
    const late = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
    const next = await this.lines.next();
    clearTimeout(late);
    try {
      return parseAnswer(next.done === true ? 'it ended without an answer' : next.value);
    } catch (cause) {
      throw new Error(`${this.name}: ${command}: ${(cause as Error).message}`, { cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.stdin.end();
    const late = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(late);
  }
}
