/**
 * A history as data: what happens to one worker, choice by choice. Each choice is a word and two
 * numbers that mean something whatever came before, so that any part of a history is a history too;
 * that is what lets a failing one be made shorter.
 */
import { Random } from '../random.ts';

/** What can happen. The numbers in front say how often, against each other. */
const CHOICES = {
  request: 30,
  /** The next thing that time brings: a timer, or a fence that comes back. */
  time: 40,
  /** The worker takes its next message. */
  handle: 60,
  /** Time passes while nothing is done: timers are late, a stalled event loop. */
  stall: 3,
  burst: 1,
  force: 5,
  leave: 2,
  weather: 3,
  /** One fence comes back at once, in a way that the weather did not foresee. */
  settle: 6,
  /** A report arrives twice. */
  again: 2,
  /** A timer rings that nobody has set. */
  spurious: 2,
  crash: 1,
  /** It crashes between two effects of one decision. */
  halfway: 1,
  reset: 1,
  configure: 2,
  isolate: 1,
  release: 2,
  reopen: 2,
  drain: 0.3,
  powerCut: 0.4,
  /** Another process goes on from a snapshot. */
  succeed: 0.5,
} as const;

export type ChoiceKind = keyof typeof CHOICES;

export interface Choice {
  readonly kind: ChoiceKind;
  readonly a: number;
  readonly b: number;
}

export interface History {
  readonly seed: number;
  readonly choices: readonly Choice[];
}

const KINDS = Object.keys(CHOICES) as ChoiceKind[];
const WHOLE = KINDS.reduce((sum, kind) => sum + CHOICES[kind], 0);

/** The history of a seed: the same for ever. */
export function historyOf(seed: number, length: number): History {
  const random = new Random(seed);
  const choices = Array.from({ length }, () => ({
    kind: kindAt(random.next() * WHOLE),
    a: random.below(1 << 16),
    b: random.below(1 << 16),
  }));
  return { seed, choices };
}

function kindAt(share: number): ChoiceKind {
  let left = share;
  for (const kind of KINDS) {
    left -= CHOICES[kind];
    if (left < 0) return kind;
  }
  return 'handle';
}
