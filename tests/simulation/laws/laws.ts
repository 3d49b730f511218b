/** What must hold of a persistence worker in every history. Numbers: the specification's list. */
export const LAWS = {
  1: 'what was accepted is pending or durable, never absent',
  2: 'nothing is called durable that the disk does not hold',
  3: 'counters never fall, over restarts neither',
  4: 'what was accepted during a fence is still to be fenced after it',
  5: 'no more stores are pending than may be, and one that is pending is never refused',
  6: 'one batch is in flight, and no more than three may hang, over restarts too',
  7: 'no fence begins while the breaker is open or held',
  8: 'a half-open breaker lets one probe of one store out',
  9: 'an open breaker keeps its time, and a probe its lease',
  10: 'a closed breaker has seen fewer failures than its threshold',
  11: 'a batch of another epoch steers nothing',
  12: 'a fence that nobody waits for any more steers nothing',
  13: 'a forced call is answered once, and ok means durable',
  14: 'trips are openings',
  15: 'every fence is accounted for',
  16: 'response times are in order, and null before the first',
  17: 'events tell every change of the breaker, once',
  18: 'chance never shortens an open time',
  19: 'what arrives twice or too early changes nothing',
  20: 'an idle worker holds no timer, and nobody is left waiting',
  21: 'who holds the breaker by hand is stronger than everything else',
  22: 'with faults off, everything becomes durable in time',
  23: 'a change of options loses nothing',
  24: 'a snapshot keeps the remaining open time',
  25: 'the most urgent go first, and the oldest always goes along',
  26: 'a store left in peace is not asked, and waits no longer than it may',
  27: 'a store in quarantine is fenced alone and does not steer the breaker',
  28: 'after an outage batches begin small and double',
  29: 'statistics agree with an independent count',
  30: 'nothing of a poisoned store is believed, or asked, until it is reopened',
  31: 'the final persistence stops only when nothing more may be done',
  32: 'a fence that hangs is written off when it is time, and not before',
  33: 'the age of what is not durable is never forgotten',
  34: 'a success is used, however late, unless its store was poisoned',
  35: 'a store is as urgent as the most urgent request for it',
} as const;

export type Law = keyof typeof LAWS;

/** A law was broken. */
export class Violation extends Error {
  readonly law: Law;

  constructor(law: Law, detail: string) {
    super(`law ${law} is broken, ${LAWS[law]}: ${detail}`);
    this.law = law;
  }
}

/** Throws a `Violation` unless `holds`. */
export function uphold(law: Law, holds: boolean, detail: () => string): asserts holds {
  if (!holds) throw new Violation(law, detail());
}
