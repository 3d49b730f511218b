/** One contender in a fresh process and place: `program.ts NAME PLACE`. It does one thing. */
import { serve } from '../contenders/serve.ts';
import { versionOf } from '../contenders/version.ts';
import { OPENERS } from './openers.ts';
import { inGroups, loopDelay, oneByOne, saturated } from './workloads.ts';

const [, , name = '', place = ''] = process.argv;
const open = OPENERS[name];
if (open === undefined) throw new Error(`nobody is called ${name}`);
const store = await open(place);

await serve(versionOf('../..'), {
  saturated: (...numbers) => saturated(store, numbers),
  one_by_one: (...numbers) => oneByOne(store, numbers),
  in_groups: (...numbers) => inGroups(store, numbers),
  loop_delay: (...numbers) => loopDelay(store, numbers),
  close: async () => {
    await store.close();
    return { done: 1 };
  },
});
