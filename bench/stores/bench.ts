/** `npm run bench -- stores`: every adapter beside raw appends and beside Emmett's stores. */
import { versionOf } from '../contenders/version.ts';
import { commit } from '../machine.ts';
import type { Report } from '../report/report.ts';
import { cellsOf } from './cells.ts';
import { attendance } from './contenders.ts';
import { linesOf } from './lines.ts';
import { measure } from './measure.ts';
import { panelsOf, sectionsOf } from './pictures.ts';
import { PostgresServer } from './postgres-server.ts';
import { FULL, QUICK } from './setting.ts';

export async function benchStores(quick: boolean): Promise<Report> {
  const setting = quick ? QUICK : FULL;
  const started = await PostgresServer.start();
  const noServer = typeof started === 'string' ? started : undefined;
  const server = typeof started === 'string' ? undefined : started;
  try {
    const { present, absent } = attendance(noServer);
    const figures = await measure(cellsOf(present, setting), setting.rounds, server);
    const measured = { figures, absent };
    return {
      name: 'stores',
      title: 'Stores: appends and fences',
      lines: linesOf(measured),
      sections: sectionsOf(measured, setting.writers),
      panels: panelsOf(measured),
      versions: versions(present, server),
    };
  } finally {
    await server?.[Symbol.asyncDispose]();
  }
}

function versions(present: readonly string[], server: PostgresServer | undefined): string[] {
  const hash = commit();
  const ours = `Holdfast ${versionOf('../..')}`;
  return [
    hash === undefined ? ours : `${ours} (${hash})`,
    ...(server === undefined ? [] : [`PostgreSQL ${server.version}`]),
    // A path, because its exports do not lead to its package.json.
    ...(present.includes('emmett_postgres')
      ? [`emmett-postgresql ${versionOf('../node_modules/@event-driven-io/emmett-postgresql')}`]
      : []),
  ];
}
