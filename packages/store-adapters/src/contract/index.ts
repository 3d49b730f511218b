/**
 * The contract of a store as a list of cases, for whoever writes an adapter and for any test
 * runner: `for (const { name, run } of storeContract(harness)) it(name, run);`
 */
import { appendCases } from './append.ts';
import { closedCases } from './closed.ts';
import type { ContractCase } from './contract-case.ts';
import { engineCases } from './engine.ts';
import { fenceCases } from './fence.ts';
import { hangCases } from './hang.ts';
import type { ContractHarness } from './harness.ts';
import { healthCases } from './health.ts';
import { lifecycleCases } from './lifecycle.ts';
import { nameCases } from './names.ts';
import { orderCases } from './order.ts';
import { powerCutCases } from './power-cut.ts';
import { readCases } from './read.ts';
import { readAllCases } from './read-all.ts';
import { signalCases } from './signal.ts';
import { versionCases } from './versions.ts';

export type { ContractCase, ContractTrait } from './contract-case.ts';
export type { ContractHarness, HungSyncs } from './harness.ts';

/**
 * Every promise of a store, each as a case that opens its own stores. A case resolves when the
 * promise is kept. An adapter that says that a durable event survives a power loss is given the
 * cases of the trait `power cut` too; without `harness.powerCut` they fail and say why. What the
 * harness leaves out otherwise (`reopen`, `hang`, `openEngine`, `reopenEngine`) is not tried.
 */
export function storeContract(harness: ContractHarness): readonly ContractCase[] {
  return [
    ...lifecycleCases(harness),
    ...appendCases(harness),
    ...versionCases(harness),
    ...orderCases(harness),
    ...readCases(harness),
    ...readAllCases(harness),
    ...fenceCases(harness),
    ...powerCutCases(harness),
    ...signalCases(harness),
    ...closedCases(harness),
    ...nameCases(harness),
    ...healthCases(harness),
    ...hangCases(harness),
    ...engineCases(harness),
  ];
}
