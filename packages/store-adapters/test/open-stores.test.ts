import { describe, expect, it } from 'vitest';
import { OpenStores } from '../src/index.ts';
import { gate } from './support/gate.ts';

/** A store that notes when it is closed, in `log`. */
function store(name: string, log: string[], released: () => void): { close(): Promise<void> } {
  return {
    close: () => {
      log.push(`closed ${name}`);
      released();
      return Promise.resolve();
    },
  };
}

describe('OpenStores', () => {
  it('refuses what is no store id, and makes nothing', async () => {
    const stores = new OpenStores();
    for (const id of ['', 'a\0b', '\ud800', 'x'.repeat(201), 7 as never]) {
      const opened = stores.open(id, () => expect.unreachable());
      await expect(opened).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'id' });
    }
  });

  it('holds an id from its opening until it is released', async () => {
    const stores = new OpenStores();
    const log: string[] = [];
    const opening = gate();
    const make = async (name: string, released: () => void) => {
      await opening.promise;
      return store(name, log, released);
    };
    const first = stores.open('a', make);
    const locked = { code: 'ERR_STORE_LOCKED', retryable: true, outcomeKnown: true };
    await expect(stores.open('a', make)).rejects.toMatchObject(locked);
    opening.open();
    await expect(stores.open('b', make)).resolves.toBeDefined();
    await expect(stores.open('a', make)).rejects.toMatchObject(locked);
    await (await first).close();
    await expect(stores.open('a', make)).resolves.toBeDefined();
  });

  it('gives the id back when opening fails', async () => {
    const stores = new OpenStores();
    const failed = stores.open('a', () => Promise.reject(new Error('no disk')));
    await expect(failed).rejects.toThrow('no disk');
    const again = stores.open('a', (name, released) => store(name, [], released));
    await expect(again).resolves.toBeDefined();
  });

  it('closes what is open or opening, then the engine, once', async () => {
    const stores = new OpenStores();
    const log: string[] = [];
    const opening = gate();
    await stores.open('a', (name, released) => store(name, log, released));
    const late = stores.open('b', async (name, released) => {
      await opening.promise;
      return store(name, log, released);
    });
    const failing = stores.open('c', async () => {
      await opening.promise;
      throw new Error('no disk');
    });
    const closeEngine = (): void => void log.push('closed engine');
    const closings = [stores.close(closeEngine), stores.close(closeEngine)];
    expect(stores.closed).toBe(true);
    const refused = stores.open('d', () => expect.unreachable());
    await expect(refused).rejects.toMatchObject({ code: 'ERR_STORE_CLOSED' });
    opening.open();
    await expect(failing).rejects.toThrow('no disk');
    await Promise.all([...closings, late]);
    expect(log).toEqual(['closed a', 'closed b', 'closed engine']);
  });
});
