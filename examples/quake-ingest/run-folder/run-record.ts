/** The run file: what a run was to do and how far it came. `--verify` holds the stores against it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, UsageError } from '../command-line/usage-error.ts';
import { RUN_FILE } from './data-folder.ts';

const KIND = 'Holdfast example quake-ingest';

/** `running` is also what a killed run leaves. */
export type RunState = 'running' | 'stopped' | 'completed';

export interface RunRecord {
  readonly kind: typeof KIND;
  readonly state: RunState;
  readonly startedAt: string;
  /** Absent: the built-in catalogue. */
  readonly file?: string;
  readonly badLines: number;
  /** What the run counted; zero until it has ended. */
  readonly accepted: number;
  readonly durable: number;
}

export function newRecord(file: string | undefined, badLines: number): RunRecord {
  const startedAt = new Date().toISOString();
  const counts = { badLines, accepted: 0, durable: 0 };
  return {
    kind: KIND,
    state: 'running',
    startedAt,
    ...(file !== undefined && { file }),
    ...counts,
  };
}

export function recordText(record: RunRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/** The record of the last run in a data folder. Throws a `UsageError` when there is none. */
export async function readRecord(folder: string): Promise<RunRecord> {
  const text = await readFile(join(folder, RUN_FILE), 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw noRun(folder);
    throw error;
  });
  const record = parsed(text);
  if (record?.kind !== KIND) throw noRun(folder);
  return record as RunRecord;
}

function parsed(text: string): Partial<RunRecord> | null {
  try {
    return JSON.parse(text) as Partial<RunRecord> | null;
  } catch {
    return null;
  }
}

function noRun(folder: string): UsageError {
  return new UsageError(
    `There is no run to verify in ${folder}. Start one with npm start, or name its folder with --data.`,
  );
}
