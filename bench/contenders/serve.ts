/** The child's side of protocol.ts for contenders that run on Node. */
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Answer, formatAnswer, formatGreeting, type Verbs } from './protocol.ts';

const collectGarbage = globalThis.gc;

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
    await settle(1);
    return formatAnswer(await verb(...numbers.map(Number)));
  } catch (error) {
    return `error: ${String(error).replaceAll('\n', ' ')}`;
  }
}

/** What the heap and the buffers outside it hold once all garbage is gone. */
async function bytes(): Promise<Answer> {
  await settle(3);
  const { heapUsed, external } = process.memoryUsage();
  return { bytes: heapUsed + external };
}

/** So that nobody pays for the garbage of the round before. */
async function settle(passes: number): Promise<void> {
  if (collectGarbage === undefined) throw new Error('runs with --expose-gc only');
  for (let pass = 0; pass < passes; pass += 1) {
    collectGarbage();
    await nextTurn();
  }
}
