/** opossum as a contender: without its timeout and percentiles, and as it comes. */
import CircuitBreaker from 'opossum';
import { serve } from '../../contenders/serve.ts';
import { versionOf } from '../../contenders/version.ts';
import { timed, work } from './guarded-calls.ts';

const lean = new CircuitBreaker(work, { timeout: false, rollingPercentilesEnabled: false });
const whole = new CircuitBreaker(work, { timeout: 15_000 });

await serve(versionOf('opossum'), {
  bare: timed(work),
  guard_breaker: timed(() => lean.fire()),
  guard_timeout: timed(() => whole.fire()),
});
