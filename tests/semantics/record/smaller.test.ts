import { expect, test } from 'vitest';
import type { Scenario } from '../replay/scenario.ts';
import { smaller } from './smaller.ts';

const OPS = Array.from({ length: 8 }, (_, index) => ({ op: `o${index}` }));

function scenario(ops: readonly object[]): Scenario {
  return { id: 'x', kind: 'gen_server', theme: 'mix', ops };
}

test('halves come first, then quarters, then single operations', () => {
  const sizes = smaller(scenario(OPS)).map(({ ops }) => ops.length);
  expect(sizes).toEqual([4, 4, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7]);
});

test('every single operation is missing once', () => {
  const left = smaller(scenario(OPS)).filter(({ ops }) => ops.length === 7);
  const missing = left.map(({ ops }) => OPS.findIndex((op) => !ops.includes(op)));
  expect(missing.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('actions, and fields that need not be, are missing at whatever depth', () => {
  const call = { op: 'call', req: { tag: 't', do: [['add', 1]], ret: { k: 'reply', next: 0 } } };
  const candidates = smaller(scenario([call])).map(({ ops }) => ops);
  expect(candidates).toHaveLength(3);
  expect(candidates).toContainEqual([]);
  expect(candidates).toContainEqual([{ ...call, req: { ...call.req, do: [] } }]);
  expect(candidates).toContainEqual([{ ...call, req: { ...call.req, ret: { k: 'reply' } } }]);
});

test('of a scenario in which nothing may be missing there is no smaller one', () => {
  expect(smaller(scenario([]))).toEqual([]);
});
