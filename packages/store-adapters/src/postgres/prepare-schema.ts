/** Looks at the server and makes the tables. Two openers at once make them once. */
import { StoreOpenFailedError } from '../errors.ts';
import type { Row, Send, Server } from './server.ts';
import { FORMAT, formatTable, type Statements } from './statements.ts';

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
  const [found] = await server.request(statements.inspect, [formatTable(schema)]);
  const facts = found as Row;
  if (facts['encoding'] !== 'UTF8') {
    const problem = `the database is encoded in ${String(facts['encoding'])}, not UTF8`;
    throw new StoreOpenFailedError(schema, problem);
  }
  if (facts['standby'] === true) {
    throw new StoreOpenFailedError(schema, 'the server is a standby and takes no writes');
  }
  // Looked at first: who may use the tables need not be allowed to make them.
  if (facts['made'] !== true) {
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
  const [now] = await send(statements.inspect, [formatTable(schema)]);
  if (now?.['made'] !== true) {
    const [known] = await send('SELECT to_regnamespace($1) IS NOT NULL AS made', [
      schemaName(schema),
    ]);
    if (known?.['made'] !== true) await send(`CREATE SCHEMA ${schemaName(schema)}`);
    await send(statements.create);
  }
  await send('COMMIT');
}

function schemaName(schema: string): string {
  return formatTable(schema).slice(0, -'.format'.length);
}
