/**
 * Run in a process of its own by first-context.test.ts, since only the first use of a store is what
 * it is about: `context-script.ts <scenario>` prints what the handlers saw, as JSON.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ActorSystem,
  GenServer,
  noreply,
  ok,
  type Pid,
  reply,
  sendAfter,
  silentLogger,
} from '@holdfast/actors';

const system = new ActorSystem({ logger: silentLogger });
const store = new AsyncLocalStorage<string>();
const seen: [name: string, ...stores: (string | null)[]][] = [];
const look = (): string | null => store.getStore() ?? null;
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Watcher {
  readonly call: { readonly type: 'sync' };
  readonly cast: { readonly type: 'look' | 'wait'; readonly name: string };
  readonly info: { readonly type: 'look'; readonly name: string };
}

const start = (): Promise<Pid<Watcher>> =>
  GenServer.start<undefined, number, Watcher>(
    system,
    {
      init: () => ok(0),
      handleCall: (_request, _from, state) => reply(undefined as never, state),
      handleInfo: (message, state) => {
        if (message.type === 'look') seen.push([message.name, look()]);
        return noreply(state);
      },
      handleCast: ({ type, name }, state) => {
        const before = look();
        if (type === 'look') {
          seen.push([name, before]);
          return noreply(state);
        }
        return turns().then(() => {
          seen.push([name, before, look()]);
          return noreply(state);
        });
      },
    },
    undefined,
  );

const pid = await start();
await turns();

function burst(type: 'look' | 'wait'): void {
  GenServer.cast(pid, { type, name: 'before' });
  store.run('mine', () => GenServer.cast(pid, { type, name: 'within' }));
  GenServer.cast(pid, { type, name: 'behind' });
}

const scenarios: Readonly<Record<string, () => unknown>> = {
  'to a server that sleeps': () => burst('look'),
  'to a server that is awake': async () => {
    await GenServer.call(pid, { type: 'sync' });
    burst('look');
  },
  'to a server that waits in its handlers': async () => {
    await GenServer.call(pid, { type: 'sync' });
    burst('wait');
  },
  'to another server than the one that was woken before': async () => {
    const other = await start();
    GenServer.cast(other, { type: 'look', name: 'before' });
    store.run('mine', () => GenServer.cast(pid, { type: 'look', name: 'within' }));
    GenServer.cast(other, { type: 'look', name: 'behind' });
    await turns();
    seen.sort();
  },
  'by timers of real time': () => {
    sendAfter(pid, 1, { type: 'look', name: 'before' });
    store.run('mine', () => sendAfter(pid, 1, { type: 'look', name: 'within' }));
    sendAfter(pid, 1, { type: 'look', name: 'behind' });
  },
};

await scenarios[process.argv[2] ?? '']?.();
while (seen.length < 3) await turns();
console.log(JSON.stringify(seen));
