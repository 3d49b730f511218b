import {
  GenServer,
  type GenServerCallbacks,
  isAlive,
  ok,
  type Request,
  reply,
} from '@holdfast/actors';
import { describe, expect, it } from 'vitest';
import { startPuppet } from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

interface Counter {
  call: Request<{ type: 'get' }, number>;
}

const counter: GenServerCallbacks<number, number, Counter> = {
  name: 'counter',
  init: (count) => ok(count),
  handleCall: (_request, _from, count) => reply(count, count),
};

describe('the child spec of a server (GS-20)', () => {
  it('is called as its callbacks are, and starts it linked with its arguments, each time', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const spec = GenServer.childSpec(counter, 7);
    expect(spec.id).toBe('counter');
    const first = await spec.start({ self: parent, system });
    const second = await spec.start({ self: parent, system });
    expect(second).not.toBe(first);
    expect(await GenServer.call(second, { type: 'get' })).toBe(7);
    await GenServer.stop(parent, 'boom');
    expect([first, second].map(isAlive)).toEqual([false, false]);
  });

  it('can have another id, and other fields by spreading', () => {
    const spec = { ...GenServer.childSpec(counter, 0, { id: 'mine' }), restart: 'transient' };
    expect(spec).toMatchObject({ id: 'mine', restart: 'transient' });
  });

  it('needs an id when the callbacks have no name', () => {
    const nameless = { init: () => ok(0) };
    expect(() => GenServer.childSpec(nameless, undefined)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'id' }),
    );
  });
});
