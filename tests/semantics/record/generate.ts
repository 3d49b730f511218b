/**
 * `npm run -s otp:generate -- [--kind KIND] [--theme THEME] [--seed N] [--count N]`: prints random
 * scenarios, one line `{"id", "scenario"}` each, for `otp:record` to play.
 */
import process from 'node:process';
import { generate } from './generate/kinds.ts';
import { orderOf } from './order.ts';

const order = orderOf(process.argv.slice(2));
for (const line of generate(order)) process.stdout.write(`${JSON.stringify(line)}\n`);
