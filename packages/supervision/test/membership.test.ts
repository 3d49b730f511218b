import { describe, expect, it } from 'vitest';
import { Membership } from '../src/membership.ts';

interface Gate<T> {
  readonly promise: Promise<T>;
  readonly open: (value: T) => void;
  readonly fail: (error: unknown) => void;
}

function gate<T>(): Gate<T> {
  let open: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

describe('a membership', () => {
  it('knows nobody who is still joining, and keeps the order in which they began', async () => {
    const members = new Membership<string, string>([['a', 'A']]);
    const b = gate<undefined>();
    const c = gate<undefined>();
    const joining = [
      members.add('b', 'B', () => b.promise),
      members.add('c', 'C', () => c.promise),
    ];
    expect(members.everybody).toEqual(['A', 'B', 'C']);
    expect(() => members.get('b')).toThrow(code('ERR_UNKNOWN_STORE'));
    c.open(undefined);
    await joining[1];
    expect(members.ids).toEqual(['a', 'c']);
    b.open(undefined);
    await joining[0];
    expect(members.known).toEqual(['A', 'B', 'C']);
  });

  it('forgets who did not join after all, and tells who wanted to remove it', async () => {
    const members = new Membership<string, string>([]);
    const a = gate<undefined>();
    const added = members.add('a', 'A', () => a.promise);
    const removed = members.remove('a', () => Promise.resolve('never'));
    a.fail(new Error('did not start'));
    await expect(added).rejects.toThrow('did not start');
    await expect(removed).rejects.toEqual(code('ERR_UNKNOWN_STORE'));
    await members.add('a', 'B', () => Promise.resolve());
    expect(members.everybody).toEqual(['B']);
  });

  it('keeps who is leaving known, but not present, until it has left', async () => {
    const members = new Membership<string, string>([['a', 'A']]);
    const left = gate<string>();
    let asked = 0;
    const leave = (): Promise<string> => {
      asked += 1;
      return left.promise;
    };
    const removals = [members.remove('a', leave), members.remove('a', leave)];
    expect(members.get('a')).toBe('A');
    expect(members.present).toEqual([]);
    left.open('report');
    expect(await Promise.all(removals)).toEqual(['report', 'report']);
    expect(asked).toBe(1);
    expect(members.ids).toEqual([]);
  });

  it('takes nobody in and out once it is closed, but waits for those on their way', async () => {
    const members = new Membership<string, string>([
      ['a', 'A'],
      ['b', 'B'],
    ]);
    const c = gate<undefined>();
    const b = gate<string>();
    const order: string[] = [];
    const added = members.add('c', 'C', () => c.promise);
    const removed = members.remove('b', () => b.promise);
    const overtaken = members.remove('c', () => Promise.resolve('never'));
    members.close();
    const joined = members.joined().then(() => order.push('joined'));
    const left = members.left().then(() => order.push('left'));
    await expect(members.add('d', 'D', () => c.promise)).rejects.toEqual(code('ERR_SYSTEM_CLOSED'));
    await expect(members.remove('a', () => b.promise)).rejects.toEqual(code('ERR_SYSTEM_CLOSED'));
    c.open(undefined);
    await Promise.all([joined, added]);
    await expect(overtaken).rejects.toEqual(code('ERR_SYSTEM_CLOSED'));
    expect(order).toEqual(['joined']);
    b.open('report');
    await Promise.all([left, removed]);
    expect(members.present).toEqual(['A', 'C']);
  });
});
