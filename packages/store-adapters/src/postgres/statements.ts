/**
 * All SQL of this adapter. Only the name of the schema, checked and quoted, is part of a text; store
 * ids, streams and events are bound. Every statement that writes is a transaction of its own, in one
 * round trip, and needs no session: a pooler between us and the server does no harm.
 *
 * `set_config(…, true)` is SET LOCAL inside a statement: it holds until the commit has taken place.
 */

/** The texts for one schema. */
export interface Statements {
  /** Whether schema and tables are there, and what the server is like. */
  readonly inspect: string;
  readonly readFormat: string;
  readonly createSchema: string;
  readonly createTables: string;
  readonly openStore: string;
  readonly streamHeads: string;
  readonly lockStores: string;
  readonly missingAppends: string;
  readonly write: string;
  readonly fence: string;
  readonly firstOfAll: string;
  readonly pageOfAll: string;
  readonly firstOfStream: string;
  readonly pageForward: string;
  readonly pageBackward: string;
}

/** The layout that this release writes and reads. */
export const FORMAT = 1;

/** Accepted, not synced: what a fence is for. */
export const BEGIN_UNSYNCED = 'BEGIN; SET LOCAL synchronous_commit = off';

export function statementsFor(schema: string): Statements {
  const quoted = quotedName(schema);
  const tables = { stores: `${quoted}.stores`, appends: `${quoted}.appends` };
  return {
    // Not to_regclass: within one transaction it may answer from a cache that is not yet told.
    inspect: `SELECT n.nspname IS NOT NULL AS schema, c.relname IS NOT NULL AS tables,
        pg_is_in_recovery() AS standby, current_setting('server_encoding') AS encoding,
        current_setting('fsync') AS fsync
      FROM (SELECT $1::text AS name) wanted
      LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.name
      LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = 'format'`,
    readFormat: `SELECT version FROM ${quoted}.format`,
    createSchema: `CREATE SCHEMA ${quoted}`,
    createTables: createTables(quoted),
    ...writeStatements(tables),
    ...readStatements(tables),
  };
}

interface Tables {
  readonly stores: string;
  readonly appends: string;
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * One row for each append, not for each event: a tenth of the rows and of the index entries. The
 * unique constraint on versions is the last line of defence; the head of the store is the first.
 */
function createTables(quoted: string): string {
  return `
    CREATE TABLE ${quoted}.format (version integer NOT NULL);
    INSERT INTO ${quoted}.format VALUES (${FORMAT});
    CREATE TABLE ${quoted}.stores (
      store bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL UNIQUE,
      head bigint NOT NULL DEFAULT 0,
      mark bigint NOT NULL DEFAULT 0
    );
    CREATE TABLE ${quoted}.appends (
      store bigint NOT NULL,
      first_position bigint NOT NULL,
      stream text COLLATE "C" NOT NULL,
      first_version bigint NOT NULL,
      count integer NOT NULL,
      recorded_at bigint NOT NULL,
      mark bigint NOT NULL,
      body text NOT NULL,
      PRIMARY KEY (store, first_position),
      UNIQUE (store, stream, first_version)
    );
    ALTER TABLE ${quoted}.appends ALTER COLUMN body SET STORAGE EXTERNAL;`;
}

function writeStatements({ stores, appends }: Tables) {
  const isMissing = `NOT EXISTS (SELECT FROM ${appends} a
    WHERE a.store = g.store AND a.first_position = g.position AND a.mark = g.mark)`;
  const given = 'unnest($1::bigint[], $2::bigint[], $3::bigint[])';
  return {
    openStore: `WITH made AS (
        INSERT INTO ${stores} (id) VALUES ($1) ON CONFLICT (id) DO NOTHING
        RETURNING store, head, mark)
      SELECT store, head, mark FROM made UNION ALL
      SELECT store, head, mark FROM ${stores} WHERE id = $1`,
    streamHeads: `SELECT s.head, s.mark, coalesce((
          SELECT a.first_version + a.count - 1 FROM ${appends} a
          WHERE a.store = g.store AND a.stream = g.stream
          ORDER BY a.first_version DESC LIMIT 1), 0) AS version
      FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS g (store, stream, n)
      LEFT JOIN ${stores} s ON s.store = g.store ORDER BY g.n`,
    lockStores: `SELECT store, head, mark FROM ${stores}
      WHERE store = ANY ($1::bigint[]) ORDER BY store FOR UPDATE`,
    missingAppends: `SELECT g.store FROM ${given} AS g (store, position, mark) WHERE ${isMissing}`,
    // A store whose head or mark is not what the writer believes is left alone, and not `held`.
    write: `WITH given AS (
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
          AS g (store, was, mark, becomes)),
      held AS (
        SELECT s.store FROM ${stores} s JOIN given g
          ON s.store = g.store AND s.head = g.was AND s.mark = g.mark
        ORDER BY s.store FOR UPDATE OF s),
      moved AS (
        UPDATE ${stores} s SET head = g.becomes, mark = $5::bigint
        FROM given g, held h
        WHERE s.store = g.store AND h.store = g.store AND g.becomes <> g.was
        RETURNING s.store),
      written AS (
        INSERT INTO ${appends}
          (store, first_position, stream, first_version, count, recorded_at, mark, body)
        SELECT w.store, w.position, w.stream, w.version, w.count, $6::bigint, $5::bigint, w.body
        FROM unnest($7::bigint[], $8::bigint[], $9::text[], $10::bigint[], $11::integer[],
            string_to_array($12::text, E'\\n')) AS w (store, position, stream, version, count, body)
        JOIN moved m ON m.store = w.store)
      SELECT set_config('synchronous_commit', 'off', true), ARRAY(SELECT store FROM held) AS held`,
    fence: `SELECT set_config('synchronous_commit', 'on', true),
      pg_logical_emit_message(true, 'holdfast', '')::text,
      ARRAY(SELECT g.store FROM ${given} AS g (store, position, mark) WHERE ${isMissing}) AS missing`,
  };
}

function readStatements({ appends }: Tables) {
  const columns = 'stream, first_version, first_position, recorded_at, count, body';
  const ofStream = `FROM ${appends} WHERE store = $1 AND stream = $2`;
  return {
    firstOfAll: `SELECT first_position AS start FROM ${appends}
      WHERE store = $1 AND first_position <= $2 ORDER BY first_position DESC LIMIT 1`,
    pageOfAll: `SELECT ${columns} FROM ${appends}
      WHERE store = $1 AND first_position >= $2 ORDER BY first_position LIMIT $3`,
    firstOfStream: `SELECT first_version AS start ${ofStream} AND first_version <= $3
      ORDER BY first_version DESC LIMIT 1`,
    pageForward: `SELECT ${columns} ${ofStream} AND first_version >= $3
      ORDER BY first_version LIMIT $4`,
    pageBackward: `SELECT ${columns} ${ofStream} AND first_version <= $3
      ORDER BY first_version DESC LIMIT $4`,
  };
}
