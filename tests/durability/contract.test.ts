/** The power cuts of the contract, on every embedded adapter and a recorded process. */
import assert from 'node:assert/strict';
import { storeContract } from '@holdfast/store-adapters/contract';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CRASH_ADAPTERS } from './support/crash-adapters.ts';
import { RecordedHost } from './support/recorded-host.ts';
import { runSeed, seededRandom } from './support/seeded-random.ts';
import { whyNoTrace } from './support/strace.ts';

const seed = runSeed();
const obstacle = whyNoTrace();
const title = obstacle === undefined ? `seed ${seed}` : `skipped: ${obstacle}`;

describe.skipIf(obstacle !== undefined).each(CRASH_ADAPTERS)(
  `$name: the contract under power cuts (${title})`,
  (adapter) => {
    let host: RecordedHost | undefined;

    beforeAll(async () => {
      host = await RecordedHost.start(adapter, seededRandom(seed));
    });

    afterAll(async () => {
      await host?.stop();
    });

    const running = (): RecordedHost => host ?? assert.fail('the host did not start');
    const cases = storeContract({
      survives: { accepted: 'process_crash', durable: 'power_loss' },
      open: () => running().open(),
      powerCut: (store) => running().powerCut(store),
    });
    for (const { trait, name, run } of cases) {
      // The other traits run in this process, on the store itself: tests/adapters.
      if (trait === 'power cut') it(name, run);
    }
  },
);
