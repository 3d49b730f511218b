/** Reads the input file: the built-in catalogue or the user's own. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemReason, UsageError } from '../command-line/usage-error.ts';
import { count, many, printable } from '../display/format.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import { networksOf, type PlannedEvent, planOf } from './plan.ts';

export interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly catalogue: Catalogue;
  readonly plan: readonly PlannedEvent[];
  readonly networks: ReadonlyMap<string, number>;
}

/** It is read as a whole. */
const MOST_MIB = 256;
/** Each network opens a store of its own, with files and threads. */
const MOST_NETWORKS = 256;
const MOST_BAD_LINES = 10;

/** Throws a `UsageError` when there is nothing to replay. */
export async function readInput(file: string | undefined): Promise<Input> {
  const name = file ?? 'the built-in catalogue';
  const bytes = await bytesOf(file ?? builtInPath());
  const catalogue = readCatalogue(bytes);
  if (catalogue.lines === 0) throw new UsageError(`${name} is empty: there is nothing to replay.`);
  const plan = planOf(catalogue);
  const networks = networksOf(plan);
  if (plan.length === 0) {
    const [first] = badLines(name, catalogue);
    throw new UsageError(`${name} has no line that can be replayed. ${first ?? ''}`);
  }
  if (networks.size > MOST_NETWORKS) {
    const has = `${name} has ${count(networks.size)} networks`;
    throw new UsageError(`${has}; each gets a store of its own, and at most ${MOST_NETWORKS} fit.`);
  }
  return { name, bytes, catalogue, plan, networks };
}

/** The first bad lines, each with its number and reason, and how many more there are. */
export function badLines(name: string, { bad }: Catalogue): string[] {
  const told = bad.slice(0, MOST_BAD_LINES);
  const lines = told.map(({ line, reason }) => `${name}, line ${line}: ${printable(reason, 160)}`);
  const more = bad.length - told.length;
  return more > 0 ? [...lines, `and ${many(more, 'more bad line')}`] : lines;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (found.isCharacterDevice()) throw new UsageError(`Cannot read ${path}: it is a device.`);
    if (found.size > MOST_MIB * 2 ** 20) {
      throw new UsageError(`Cannot read ${path}: it is larger than ${MOST_MIB} MiB.`);
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`Cannot read ${path}: ${systemReason(error)}.`);
  }
}

/** The data stands beside the sources and is not copied by the compiler. */
function builtInPath(): string {
  const here = import.meta.dirname;
  const places = [join(here, '..'), join(here, '..', '..', '..', 'quake-ingest')];
  const paths = places.map((place) => join(place, 'data', 'earthquakes.ndjson'));
  return paths.find((path) => existsSync(path)) ?? paths.join(' or ');
}
