/** Who can take part here: adapters as they are installed, and a server where one can be started. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Names in the report. */
export const NAMES: Readonly<Record<string, string>> = {
  raw: 'raw appends',
  memory: 'memory',
  embedded: 'embedded',
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
  emmett_postgres: 'Emmett PostgreSQL',
};

/** What each of them needs installed. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  raw: [],
  memory: ['@holdfast/store-adapters/memory'],
  embedded: ['@holdfast/store-adapters/embedded'],
  sqlite: ['@holdfast/store-adapters/sqlite'],
  postgres: ['@holdfast/store-adapters/postgres'],
  emmett_postgres: ['@event-driven-io/emmett-postgresql'],
};

export interface Attendance {
  readonly present: readonly string[];
  /** Why each of the others is missing. */
  readonly absent: ReadonlyMap<string, string>;
}

/** `noServer`: why no PostgreSQL runs; undefined when it does. */
export function attendance(noServer: string | undefined): Attendance {
  const absent = new Map<string, string>();
  for (const [name, needs] of Object.entries(NEEDS)) {
    const missing = needs.find((library) => !isInstalled(library));
    if (missing !== undefined) absent.set(name, `${missing} is not installed`);
    else if (noServer !== undefined && name.endsWith('postgres')) absent.set(name, noServer);
  }
  return { present: Object.keys(NEEDS).filter((name) => !absent.has(name)), absent };
}

function isInstalled(library: string): boolean {
  try {
    require.resolve(library);
    return true;
  } catch {
    return false;
  }
}
