/** Runs histories around whatever worker it was built with: `node … SEED EVENTS`, answers JSON. */
import { runMany } from '../many.ts';

Error.stackTraceLimit = 0;
const [, , seed = '1', events = '100000'] = process.argv;
const { broken, events: seen } = attempt();
process.stdout.write(JSON.stringify({ events: seen, ...broken }));

/** A bug may also show as an error that the worker throws. */
function attempt(): { events: number; broken: { law: string; seed: number } | undefined } {
  let soFar = 0;
  try {
    const many = runMany(Number(seed), Number(events), (count) => {
      soFar = count;
    });
    const { broken } = many;
    const found = broken && { law: String(broken.violation.law), seed: broken.history.seed };
    return { events: many.events, broken: found };
  } catch (error) {
    return { events: soFar, broken: { law: `it threw ${String(error)}`, seed: Number(seed) } };
  }
}
