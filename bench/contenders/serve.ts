/** The child's side of protocol.ts for contenders that run on Node. */
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn, setTimeout as passed } from 'node:timers/promises';
import { type Answer, formatAnswer, formatGreeting, type Verbs } from './protocol.ts';

const collectGarbage = globalThis.gc;

/** A collection leaves sweeping behind, on which whatever is measured next must not wait. */
const SWEEPING_MS = 200;

/** Obeys until standard input ends. `bytes` is understood by every contender. */
export async function serve(version: string, verbs: Verbs): Promise<void> {
  const all: Verbs = { ...verbs, bytes };
  process.stdout.write(`${formatGreeting(Object.keys(all), version)}\n`);
  for await (const line of createInterface(process.stdin)) {
    process.stdout.write(`${await obey(all, line)}\n`);
  }
  process.exit();
}

async function obey(verbs: Verbs, line: string): Promise<string> {
  const [name = '', ...numbers] = line.split(' ');
  try {
    const verb = verbs[name];
    if (verb === undefined) throw new Error(`unknown command ${name}`);
    return formatAnswer(await verb(...numbers.map(Number)));
  } catch (error) {
    return `error: ${String(error).replaceAll('\n', ' ')}`;
  }
}

/** What the heap and the buffers outside it hold once all garbage is gone. */
async function bytes(): Promise<Answer> {
  if (collectGarbage === undefined) throw new Error('runs with --expose-gc only');
  for (let pass = 0; pass < 3; pass += 1) {
    collectGarbage();
    await nextTurn();
  }
  const { heapUsed, external } = process.memoryUsage();
  await passed(SWEEPING_MS);
  return { bytes: heapUsed + external };
}
