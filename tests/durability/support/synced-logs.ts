/** Whether a recorded run shows a sync between the last write of each fence and its end. */
import { DiskModel } from './disk-model.ts';
import { type RecordedRun, saidIn } from './recorded-run.ts';
import { isPromise } from './written-store.ts';

type Logs = ReturnType<DiskModel['progress']>;

/**
 * What is wrong with the syncs of each fence: logs that were un-synced at its end, as far as they
 * had been written when it was called; and a fence during which no log was synced past that.
 */
export function unsyncedAtFences({ adapter, folder, steps }: RecordedRun): readonly string[] {
  const model = new DiskModel(folder);
  const logsNow = (): Logs =>
    new Map([...model.progress()].filter(([path]) => adapter.isLog(path)));
  const found: string[] = [];
  let before = logsNow();
  let dropped = false;
  for (const step of steps) {
    model.apply(step);
    if (step.kind === 'unlink' && adapter.isLog(step.path)) dropped = true;
    const said = saidIn(step);
    if (typeof said === 'object' && said !== null && 'began' in said) {
      before = logsNow();
      dropped = false;
    }
    if (!isPromise(said)) continue;
    const wrong = wrongWith(before, logsNow(), dropped);
    found.push(...wrong.map((what) => `fence ${said.ended}: ${what}`));
  }
  return found;
}

function wrongWith(before: Logs, now: Logs, dropped: boolean): readonly string[] {
  const found: string[] = [];
  for (const [path, { written }] of before) {
    // A log that is gone was copied into a table first.
    const synced = now.get(path)?.synced ?? written;
    if (synced < written) found.push(`${path}: ${synced} of ${written} writes synced`);
  }
  const grown = [...now].some(([path, { synced }]) => synced > (before.get(path)?.written ?? 0));
  return grown || dropped ? found : [...found, 'no log was synced'];
}
