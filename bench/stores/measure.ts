/** Runs all cells in turn, each in a fresh process and a place of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeProgram } from '../contenders/node.ts';
import type { Answer } from '../contenders/protocol.ts';
import { showProgress } from '../progress.ts';
import { type Summary, summarize } from '../rounds.ts';
import type { Cell, Work } from './cells.ts';
import type { PostgresServer } from './postgres-server.ts';

export type Figure = 'accepted' | 'durable' | 'p50' | 'p99';

/** Everything that one run has measured. */
export class Figures {
  readonly #samples = new Map<string, number[]>();

  add({ contender, work }: Cell, answer: Answer): void {
    for (const [figure, value] of Object.entries(answer)) {
      const key = `${contender}: ${work}: ${figure}`;
      this.#samples.set(key, [...(this.#samples.get(key) ?? []), value]);
    }
  }

  /** Undefined for what was not measured. */
  of(contender: string, work: Work, figure: Figure): Summary | undefined {
    const samples = this.#samples.get(`${contender}: ${work}: ${figure}`);
    return samples && summarize(samples);
  }
}

export async function measure(
  cells: readonly Cell[],
  rounds: number,
  server: PostgresServer | undefined,
): Promise<Figures> {
  const figures = new Figures();
  for (let round = 1; round <= rounds; round += 1) {
    for (const cell of cells) {
      if (round > (cell.rounds ?? rounds)) continue;
      showProgress(`${cell.contender}: ${cell.work}, round ${round} of ${rounds}`);
      figures.add(cell, await run(cell, server));
    }
  }
  showProgress('');
  return figures;
}

async function run(cell: Cell, server: PostgresServer | undefined): Promise<Answer> {
  if (cell.contender.endsWith('postgres')) {
    if (server === undefined) throw new Error(`${cell.contender} has no server`);
    await using database = await server.makeDatabase();
    return await inPlace(cell, database.connectionString);
  }
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    return await inPlace(cell, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inPlace({ contender, work, verb, numbers, under }: Cell, place: string) {
  const program = '../stores/program.ts';
  await using child = await startNodeProgram(program, contender, [contender, place], under);
  const answer = await child.ask(verb, ...numbers);
  if (verb !== 'loop_delay' && !(Math.max(answer['durable'] ?? 0, answer['accepted'] ?? 0) > 0)) {
    throw new Error(`${contender}: ${work}: nothing was accepted`);
  }
  await child.ask('close');
  return answer;
}
