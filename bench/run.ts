/** `npm run bench -- actors`: what is measured, and how, stands in README.md beside this file. */
import { cpus } from 'node:os';
import { benchActors } from './actors.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = { actors: benchActors };

const [name = ''] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`Which bench? There is: ${Object.keys(BENCHES).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const [cpu] = cpus();
  process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpu?.model ?? 'unknown'}\n`);
  await bench();
}
