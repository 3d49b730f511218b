/** cockatiel as a contender: a breaker that opens after five failures, alone and around a timeout. */
import {
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { serve } from '../../contenders/serve.ts';
import { versionOf } from '../../contenders/version.ts';
import { timed, work } from './guarded-calls.ts';

const breaker = circuitBreaker(handleAll, {
  halfOpenAfter: 60_000,
  breaker: new ConsecutiveBreaker(5),
});
const both = wrap(breaker, timeout(15_000, TimeoutStrategy.Aggressive));

await serve(versionOf('cockatiel'), {
  bare: timed(work),
  guard_breaker: timed(() => breaker.execute(work)),
  guard_timeout: timed(() => both.execute(work)),
});
