/** Which situations histories have reached. */

/** Those that two million events must reach: each is where a bug has been, or could be. */
export const WANTED = [
  'a batch of an earlier epoch came back',
  'a late success was used',
  'a late failure was counted',
  'a report came twice',
  'a timer rang too early',
  'too many batches hung',
  'a fence was written off',
  'a probe was out when the worker crashed',
  'a fence was out when the worker crashed',
  'it crashed between two effects',
  'a probe failed',
  'a probe succeeded',
  'a probe said nothing',
  'a lease ended',
  'the own store was probed with nothing pending',
  'a store was put into quarantine',
  'a store left quarantine',
  'a store was poisoned',
  'a poisoned store was reopened',
  'a request was refused',
  'a more urgent request was announced again',
  'a batch was halved after time-outs',
  'a batch grew after an outage',
  'the oldest went along out of turn',
  'it was held during a probe',
  'it was held while it drained',
  'it was reset while open',
  'it drained with an open breaker',
  'it drained to the end',
  'options changed while a fence was out',
  'a forced call was answered ok',
  'a forced call was answered partial',
  'a forced call failed fast',
  'a forced call waited through an outage',
  'a caller left while waiting',
  'a caller was refused after a crash',
  'another process went on with an open breaker',
  'the power was cut',
] as const;

export type Situation = (typeof WANTED)[number];

export class Coverage {
  readonly situations: Map<Situation, number> = new Map();
  /** Pairs of what the breaker was and what the worker heard. */
  readonly pairs: Map<string, number> = new Map();

  reached(situation: Situation): void {
    this.situations.set(situation, (this.situations.get(situation) ?? 0) + 1);
  }

  heard(mode: string, input: string): void {
    const pair = `${mode} × ${input}`;
    this.pairs.set(pair, (this.pairs.get(pair) ?? 0) + 1);
  }

  get missed(): readonly Situation[] {
    return WANTED.filter((situation) => !this.situations.has(situation));
  }

  add(other: Coverage): void {
    for (const [key, count] of other.situations) {
      this.situations.set(key, (this.situations.get(key) ?? 0) + count);
    }
    for (const [key, count] of other.pairs) {
      this.pairs.set(key, (this.pairs.get(key) ?? 0) + count);
    }
  }
}
