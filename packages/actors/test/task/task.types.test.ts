import {
  type AnyPid,
  type InfoOf,
  type MonitorRef,
  type Parent,
  type PlainContext,
  type Protocol,
  Task,
  type TaskOutcome,
  type TaskRef,
} from '@holdfast/actors';
import { describe, expectTypeOf, test } from 'vitest';

declare const owner: Parent;
declare const startChild: () => Promise<AnyPid>;
declare const numbers: Task.Task<number>;
declare const words: Task.Task<string>;

describe('the type of a task', () => {
  test('is that of its result, also of a promise of one', () => {
    expectTypeOf(() => Task.async(owner, () => 42)).returns.toEqualTypeOf<Task.Task<number>>();
    const later = () => Task.async(owner, () => Promise.resolve('text'));
    expectTypeOf(later).returns.toEqualTypeOf<Task.Task<string>>();
    expectTypeOf(() => Task.completed(owner, 42)).returns.toEqualTypeOf<Task.Task<number>>();
    const supervised = () => Task.supervised(owner, () => 42, { link: true }, startChild);
    expectTypeOf(supervised).returns.resolves.toEqualTypeOf<Task.Task<number>>();
  });

  test('is that of its awaited value', () => {
    expectTypeOf(() => Task.await(numbers)).returns.toEqualTypeOf<Promise<number>>();
    const many = () => Task.awaitMany([numbers, numbers]);
    expectTypeOf(many).returns.toEqualTypeOf<Promise<number[]>>();
    const mixed = () => Task.awaitMany<number | string>([numbers, words]);
    expectTypeOf(mixed).returns.resolves.toEqualTypeOf<(number | string)[]>();
  });

  test('is that of its outcome', () => {
    type Outcome = TaskOutcome<number> | undefined;
    expectTypeOf(() => Task.yield(numbers)).returns.resolves.toEqualTypeOf<Outcome>();
    expectTypeOf(() => Task.shutdown(numbers)).returns.resolves.toEqualTypeOf<Outcome>();
  });

  test('is told apart from a task of another type', () => {
    expectTypeOf<Task.Task<number>>().not.toExtend<Task.Task<string>>();
    expectTypeOf<Task.Task<number>>().toExtend<Task.Task<number | string>>();
  });

  test('its reference is that of a monitor, and stands in the messages about it', () => {
    expectTypeOf<Task.Task<number>['ref']>().toEqualTypeOf<TaskRef>();
    expectTypeOf<Task.Task<number>['ref']>().toExtend<MonitorRef>();
    type Reply = Extract<InfoOf<Protocol>, { readonly type: 'task_reply' }>;
    expectTypeOf<Reply['ref']>().toEqualTypeOf<TaskRef>();
    expectTypeOf<Reply['value']>().toEqualTypeOf<unknown>();
  });

  test('its function is given the context of a process', () => {
    expectTypeOf<Parameters<Task.TaskFunction<1>>[0]>().toEqualTypeOf<PlainContext<Protocol>>();
  });
});

describe('the type of a stream', () => {
  test('is that of what its function makes of an element', () => {
    const stream = () => Task.asyncStream(owner, [1, 2], (count) => Promise.resolve(`${count}`));
    expectTypeOf(stream).returns.toEqualTypeOf<
      AsyncIterableIterator<Task.StreamResult<number, string>>
    >();
  });
});

/** Never run: that these do not compile is the test. */
export function doesNotCompile(pid: AnyPid): unknown[] {
  return [
    // @ts-expect-error a task can not be made up
    ((task: Task.Task<number>) => task)({ pid, owner: pid }),
    // @ts-expect-error the result is a number
    ((value: Promise<string>) => value)(Task.await(numbers)),
    // @ts-expect-error a task has an owner that is a process
    Task.async(pid, () => 1),
    // @ts-expect-error an element is a number
    Task.asyncStream(owner, [1], (word: string) => word),
    // @ts-expect-error no such way to end one
    Task.shutdown(numbers, 'kill'),
    // @ts-expect-error linked or not has to be said
    Task.supervised(owner, () => 1, {}, startChild),
  ];
}
