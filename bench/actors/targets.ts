/** What is promised of GenServers: our figure in proportion to a peer's, or as it is. */
import type { Target } from '../report/finding.ts';

const atLeast = (value: number): Target => ({ of: 'ratio', bound: 'at_least', value });

/** P1, P2, P3: by the peer's name. A peer that is not named is shown without a target. */
export const CASTS: Readonly<Record<string, Target>> = {
  nact: atLeast(50),
  OTP: atLeast(3),
  XState: atLeast(5),
};
export const CALLS: Readonly<Record<string, Target>> = { nact: atLeast(15), OTP: atLeast(2) };
export const OUTSTANDING: Readonly<Record<string, Target>> = { nact: atLeast(5) };

/** P4: bytes for each idle supervised GenServer, what a process of OTP takes. */
export const IDLE_BYTES: Target = { of: 'figure', bound: 'at_most', value: 2_800 };

/** P6: what a message costs among many in proportion to what it costs among few. */
export const AMONG_MANY: Target = { of: 'ratio', bound: 'at_most', value: 1.5 };
