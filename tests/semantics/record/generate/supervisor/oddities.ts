/** Themes about requests between two attempts to restart, and about what supervisors refuse. */
import type { Random } from '../random.ts';
import { type Fields, type Json, type Scenario } from '../scenario.ts';
import { Play } from './play.ts';

type Choices = readonly (readonly [number, () => Fields | undefined])[];

/** Requests that arrive while a restart fails. */
export function queued(random: Random): Scenario {
  const made = new Play(random, { restarts: [20], restartTypes: ['permanent', 'transient'] });
  const ids = [...made.specs.workers.keys()];
  const crash = (): Fields => {
    const at = random.int(0, ids.length - 1);
    const gated = gatedBy(random, made, ids, at);
    const init: Json[] = [
      { gate: failure(made) },
      ...random.times(random.int(0, 2), () => failure(made)),
    ];
    const queue = random.times(random.int(2, 6), () => request(random, made, gated));
    return { op: 'crash_queued', id: ids[at] ?? '', gated, init, queue, ...made.badEnding() };
  };
  const restore = (): Fields[] => ids.map((id) => ({ op: 'restart_child', id }));
  const rounds = random.times(random.int(1, 2), () => [crash(), ...restore(), made.question()]);
  return made.scenario('queued', [...rounds.flat(), made.stop('root')]);
}

/** Who is started when one has ended: that one, those after it, or all. */
function gatedBy(random: Random, made: Play, ids: readonly string[], at: number): string {
  const started = {
    one_for_one: [at, at],
    rest_for_one: [at, ids.length - 1],
    one_for_all: [0, ids.length - 1],
  }[made.tree['strategy'] as 'one_for_one'];
  return ids[random.int(started[0] ?? at, started[1] ?? at)] ?? '';
}

function failure(made: Play): Json {
  return made.random.pick<Json>([{ stop: 'nope' }, { exit: 'nope' }, { raise: 'nope' }]);
}

function request(random: Random, made: Play, gated: string): Fields {
  const id = random.chance(0.7) ? gated : made.worker();
  return random.weighted<() => Fields>([
    [3, () => ({ op: 'which_children' })],
    [2, () => ({ op: 'count_children' })],
    [1, () => ({ op: 'start_child', spec: { id: 'new', trap_exit: true } })],
    [1, () => ({ op: 'start_child', spec: { id } })],
    [2, () => ({ op: 'terminate_child', id })],
    [2, () => ({ op: 'restart_child', id })],
    [2, () => ({ op: 'delete_child', id })],
  ])();
}

/** Child specifications that are wrong, or look so. */
export function badspec(random: Random): Scenario {
  const made = new Play(random, { auto: random.chance(0.5), depth: random.int(1, 2) });
  const raw = (): Fields => {
    const sup = random.chance(0.7) ? 'root' : made.supervisor();
    const fields = random.times(random.int(1, 2), () => Object.entries(oddField(random)));
    const spec = { raw: Object.fromEntries(fields.flat()) };
    return { op: 'start_child', spec, ...(sup !== 'root' && { sup }) };
  };
  const odd = (): Fields =>
    made.startChild(
      random.pick<Fields>([
        { returns: 'ignore' },
        { returns: { error: 'refused' } },
        { returns: 'what' },
        { info: true },
        { type: 'supervisor' },
        { significant: true },
        { significant: false },
      ]),
    );
  const choices: Choices = [
    [8, raw],
    [5, odd],
    [2, () => made.childRequest()],
    [2, () => made.crash()],
    [2, () => made.question()],
    [1, () => ({ op: 'delete_child', id: 'x' })],
    [1, () => ({ op: 'terminate_child', id: 'x' })],
  ];
  const ops = random.times(random.int(8, 18), () => random.weighted(choices)());
  return made.scenario('badspec', [...ops, made.finale()]);
}

function oddField(random: Random): Fields {
  return random.pick<Fields>([
    { omit: ['id'] },
    { omit: ['start'] },
    { omit: ['id', 'start'] },
    { start: 'not_an_mfa' },
    { restart: 'sometimes' },
    { restart: 'temporary' },
    { restart: 'transient', significant: true },
    { restart: 'temporary', significant: true },
    { restart: 'permanent', significant: true },
    { significant: true },
    { significant: false },
    { significant: 'maybe' },
    { type: 'boss' },
    { type: 'supervisor' },
    { shutdown: -1 },
    { shutdown: 'soon' },
    { shutdown: 'infinity' },
    { modules: 'none' },
    { modules: 'dynamic' },
    { modules: ['none'] },
  ]);
}

/** Supervisors that cannot start as they are. */
export function badflags(random: Random): Scenario {
  const made = new Play(random, { auto: random.chance(0.3) });
  const wrong = (): Fields =>
    random.pick<Fields>([
      { strategy: 'one_for_some' },
      { strategy: 7 },
      { max_restarts: -1 },
      { max_restarts: 'many' },
      { max_seconds: 0 },
      { max_seconds: -2 },
      { max_seconds: 'long' },
      { auto_shutdown: 'sometimes' },
      { auto_shutdown: 'never' },
    ]);
  const flags = random.times(random.int(1, 2), wrong);
  const tree = Object.assign({}, made.tree, ...flags) as typeof made.tree;
  return made.scenario('badflags', [{ op: 'which_children' }, made.finale()], tree);
}
