/** Looks at the server and makes the tables. Two openers at once make them once. */
import { StoreOpenFailedError } from '../errors.ts';
import type { Row, Send, Server } from './server.ts';
import { FORMAT, type Statements } from './statements.ts';

/** What was found of the server. */
export interface ServerFacts {
  /** False when the server runs with `fsync=off`: then nothing survives a power loss. */
  readonly syncs: boolean;
}

/** Throws `ERR_STORE_OPEN_FAILED` when the server or the tables are not what is needed. */
export async function prepareSchema(
  server: Server,
  statements: Statements,
  schema: string,
): Promise<ServerFacts> {
  const [found] = await server.request(statements.inspect, [schema]);
  const facts = found as Row;
  if (facts['encoding'] !== 'UTF8') {
    const problem = `the database is encoded in ${String(facts['encoding'])}, not UTF8`;
    throw new StoreOpenFailedError(schema, problem);
  }
  if (facts['standby'] === true) {
    throw new StoreOpenFailedError(schema, 'the server is a standby and takes no writes');
  }
  // Looked at first: who may use the tables need not be allowed to make them.
  if (facts['tables'] !== true) {
    await server.session((send) => makeTables(send, statements, schema));
  }
  const [format] = await server.request(statements.readFormat);
  if (format?.['version'] !== FORMAT) {
    const problem = `its tables have format ${String(format?.['version'])}, not ${FORMAT}`;
    throw new StoreOpenFailedError(schema, problem);
  }
  return { syncs: facts['fsync'] === 'on' };
}

async function makeTables(send: Send, statements: Statements, schema: string): Promise<void> {
  await send('BEGIN');
  await send('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`holdfast ${schema}`]);
  const [now] = await send(statements.inspect, [schema]);
  if (now?.['tables'] !== true) {
    if (now?.['schema'] !== true) await send(statements.createSchema);
    await send(statements.createTables);
  }
  await send('COMMIT');
}
