/** The replay with everything around it: the system, the notebook, the faults and the display. */
import { exit as sendExit } from '@holdfast/actors';
import type { CloseReport, PersistenceSystem } from '@holdfast/supervision';
import type { Input } from './catalogue/input.ts';
import { timeWarp } from './catalogue/time-warp.ts';
import type { Flags } from './command-line/flags.ts';
import { errorText } from './command-line/usage-error.ts';
import type { DemoOptions } from './demo-options.ts';
import { printable, seconds } from './display/format.ts';
import { Happenings } from './display/happenings.ts';
import { Live } from './display/live.ts';
import type { Screen } from './display/screen.ts';
import type { Ending } from './display/summary.ts';
import { Tally } from './display/tally.ts';
import { Chaos } from './faults/chaos.ts';
import { chaosPlan } from './faults/chaos-plan.ts';
import { openSystem } from './open-system.ts';
import { Replay } from './replay.ts';
import type { DataFolder } from './run-folder/data-folder.ts';
import { fileLog } from './run-folder/file-log.ts';
import { LineFile } from './run-folder/line-file.ts';
import { noteLine } from './run-folder/notebook.ts';

export interface SessionParts {
  readonly flags: Flags;
  readonly input: Input;
  readonly folder: DataFolder;
  readonly options: DemoOptions;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

export async function replayAll(parts: SessionParts): Promise<Ending> {
  const { flags, input, folder, options, screen, signal } = parts;
  const warp = timeWarp(input.plan, flags.durationMs);
  const hits = flags.chaos ? chaosPlan(input.plan, warp, flags.durationMs) : undefined;
  const log = new LineFile(folder.pathOf('log'));
  const { system, disk } = await openSystem(folder, input.networks.keys(), {
    options,
    logger: fileLog(log),
    ...(hits && { flaky: hits.fault.store }),
  });
  const notebook = new LineFile(folder.pathOf('notebook'));
  const tally = new Tally(input.networks);
  const tell = (store: string, text: string): void =>
    screen.print(`${seconds(replay.elapsedMs).padStart(7)}  ${printable(store, 20)}: ${text}`);
  const openMs = options.circuitBreakerTimeout;
  const kill = (store: string): boolean => killWorker(system, store);
  const seen = hits && disk && new Chaos({ plan: hits, disk, kill, tally, openMs, tell });
  watch(system, tally, seen, tell);

  const replay = new Replay({
    store: (id) => system.store(id),
    tally,
    warp,
    signal,
    onEvent: (index) => seen?.onEvent(index),
    onDurable: (event) => notebook.add(noteLine(event)),
  });
  const live = new Live(screen, tally, replay, signal);
  signal.addEventListener('abort', () => seen?.abandon());
  await replay.run(input.plan);
  live.lastFences();
  if (!signal.aborted) await seen?.over;
  const report = await system.close();
  await replay.settled();
  live.end();
  notebook.close();
  log.close();
  const chaos = hits && seen && { plan: hits, seen };
  const elapsedMs = replay.elapsedMs;
  return { tally, elapsedMs, stopped: signal.aborted, chaos, ...leftBy(report) };
}

function watch(
  system: PersistenceSystem,
  tally: Tally,
  chaos: Chaos | undefined,
  tell: (store: string, text: string) => void,
): void {
  const happenings = new Happenings(tally);
  system.subscribe((event) => {
    if (event.type === 'system_stopped') {
      tell('the system', 'workers crashed too often; what was accepted is kept and reported');
      return;
    }
    tally.observe(event);
    const line = happenings.lineOf(event);
    if (line !== undefined) tell(event.storeId, line);
    chaos?.observe(event);
  });
}

function killWorker(system: PersistenceSystem, store: string): boolean {
  const pid = system.pid(store);
  if (pid !== undefined) sendExit(pid, 'kill');
  return pid !== undefined;
}

function leftBy({ stores }: CloseReport): Pick<Ending, 'unfenced' | 'closeErrors'> {
  return {
    unfenced: stores.flatMap(({ unfenced }) => unfenced),
    closeErrors: stores
      .filter(({ closed }) => !closed)
      .map(
        ({ storeId, error }) => `${storeId}: ${error === undefined ? 'hangs' : errorText(error)}`,
      ),
  };
}
