/** Run in a process of its own by exits.test.ts: `exit-script.ts <scenario>`. Prints `done`. */
import { ActorSystem, GenServer, noreply, ok, reply, silentLogger } from '@holdfast/actors';

const system = new ActorSystem({ logger: silentLogger });

interface Idle {
  readonly call: { readonly type: 'ask' };
}

const start = () =>
  GenServer.start<undefined, number, Idle>(
    system,
    {
      init: (_args, context) => {
        context.sendAfter(3_600_000, { type: 'timeout' });
        return ok(0, { timeout: 3_600_000 });
      },
      handleCall: (_request, _from, state) => reply(undefined as never, state),
      handleInfo: (_message, state) => noreply(state),
    },
    undefined,
    { timeout: 3_600_000 },
  );

const scenarios: Readonly<Record<string, () => Promise<unknown>>> = {
  'starts and closes': async () => {
    await start();
    await system.close();
  },
  'starts and forgets': start,
  'calls and forgets': async () => {
    await GenServer.call(await start(), { type: 'ask' }, { timeout: 3_600_000 });
  },
  'makes a system only': () => Promise.resolve(),
};

await scenarios[process.argv[2] ?? '']?.();
console.log('done');
