import type { ExitReason } from '@holdfast/actors';
import type { AutoShutdown, Restart } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { NO_RESTARTS } from '../../src/restart-intensity.ts';
import { decide, type Situation, type SupervisorEvent } from '../../src/strategies/decide.ts';
import { family, type Member, told } from '../support/family.ts';

function situation(
  members: Readonly<Record<string, Member>>,
  rest: Partial<Situation> = {},
): Situation {
  return {
    strategy: 'one_for_all',
    intensity: { maxRestarts: 1, maxSeconds: 5 },
    autoShutdown: 'never',
    restarts: NO_RESTARTS,
    ...rest,
    children: family(members),
  };
}

function exit(id: string, reason: ExitReason, now = 0): SupervisorEvent {
  return { type: 'child_exited', id, reason, now };
}

describe('an end of a child', () => {
  test.each<[Restart, ExitReason, string[]]>([
    ['permanent', 'normal', ['clear a', 'stop b', 'start a', 'start b']],
    ['transient', 'boom', ['clear a', 'stop b', 'start a', 'start b']],
    ['transient', 'normal', ['clear a']],
    ['transient', { shutdown: 'bye' }, ['clear a']],
    ['temporary', 'boom', ['forget a']],
  ])('a %s child that ended with %j: %j (SU-50 to SU-57)', (restart, reason, expected) => {
    const { actions } = decide(situation({ a: { restart }, b: {} }), exit('a', reason));
    expect(told(actions)).toEqual(expected);
  });

  test('only restarts are counted, and a group counts as one (SU-60, SU-74)', () => {
    const members = { a: {}, b: { restart: 'transient' }, c: { restart: 'temporary' } } as const;
    const counts = [exit('a', 'boom'), exit('b', 'normal'), exit('c', 'boom')].map(
      (event) => decide(situation(members), event).restarts.count,
    );
    expect(counts).toEqual([1, 0, 0]);
  });

  test('one restart too many and it gives up; later the count begins anew (SU-71, SU-75)', () => {
    const first = decide(situation({ a: {} }), exit('a', 'boom', 0));
    const at = (now: number): string[] => {
      const { restarts } = first;
      return told(decide(situation({ a: {} }, { restarts }), exit('a', 'boom', now)).actions);
    };
    expect(at(5_000)).toEqual(['clear a', 'shut down restarts_exceeded']);
    expect(at(5_001)).toEqual(['clear a', 'start a']);
  });

  test('of a child that is not known concerns nobody (SU-80)', () => {
    const { actions, restarts } = decide(situation({ a: {} }), exit('z', 'boom'));
    expect(actions).toEqual([]);
    expect(restarts).toBe(NO_RESTARTS);
  });
});

describe('a start that failed (SU-64 to SU-69)', () => {
  test('is put off, and every attempt counts', () => {
    const { actions } = decide(situation({ a: {}, b: {} }), { type: 'start_failed', id: 'b' });
    expect(told(actions)).toEqual(['retry b']);
    const due = { type: 'retry_due', id: 'b', now: 0 } as const;
    const again = decide(situation({ a: {}, b: { status: 'restarting' } }), due);
    expect(told(again.actions)).toEqual(['clear b', 'stop a', 'start a', 'start b']);
    expect(again.restarts.count).toBe(1);
  });

  test('rest_for_one goes on at the child that failed', () => {
    const members = { a: {}, b: { status: 'restarting' }, c: { status: 'stopped' } } as const;
    const due = { type: 'retry_due', id: 'b', now: 0 } as const;
    const { actions } = decide(situation(members, { strategy: 'rest_for_one' }), due);
    expect(told(actions)).toEqual(['clear b', 'stop c', 'start b', 'start c']);
  });

  test.each(['running', 'stopped'] as const)(
    'is forgotten when the child is %s by then',
    (status) => {
      const due = { type: 'retry_due', id: 'a', now: 0 } as const;
      expect(decide(situation({ a: { status } }), due).actions).toEqual([]);
    },
  );
});

describe('auto_shutdown (SU-110 to SU-116)', () => {
  const shut = 'shut down auto_shutdown';
  const t: Member = { restart: 'transient', significant: true };
  const after = (
    autoShutdown: AutoShutdown,
    members: Record<string, Member>,
    event: SupervisorEvent,
  ) => told(decide(situation(members, { autoShutdown }), event).actions);

  test('never: it does not', () => {
    expect(after('never', { a: t }, exit('a', 'normal'))).toEqual(['clear a']);
  });

  test('any_significant: the first that ends for good', () => {
    expect(after('any_significant', { a: t, b: t }, exit('a', 'normal'))).toEqual([
      'clear a',
      shut,
    ]);
  });

  test.each<[Member['status'], string[]]>([
    ['running', ['clear a']],
    ['restarting', ['clear a']],
    ['stopped', ['clear a', shut]],
  ])('all_significant, with another one %s: %j', (status, expected) => {
    const members = { a: t, b: { ...t, status }, c: {} } as Record<string, Member>;
    expect(after('all_significant', members, exit('a', 'shutdown'))).toEqual(expected);
  });

  test('a significant transient child that crashed is restarted instead', () => {
    expect(after('any_significant', { a: t }, exit('a', 'boom'))).toEqual(['clear a', 'start a']);
  });

  test('a significant temporary child triggers with any reason', () => {
    const temporary: Member = { restart: 'temporary', significant: true };
    const actions = after('any_significant', { a: temporary }, exit('a', 'boom'));
    expect(actions).toEqual(['forget a', shut]);
  });

  test('a child that is not significant does not trigger', () => {
    const members: Record<string, Member> = { a: { restart: 'temporary' }, b: t };
    expect(after('any_significant', members, exit('a', 'boom'))).toEqual(['forget a']);
  });
});
