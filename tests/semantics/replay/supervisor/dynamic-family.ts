import { type AnyPid, isPid, type Pid } from '@holdfast/actors';
import {
  type DynamicChildRow,
  type DynamicChildSpec,
  DynamicSupervisor,
  type StartDynamicChildResult,
} from '@holdfast/supervision';
import type { ClientContext } from '../client.ts';
import { type Json, sorted } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import { childSpecForm, doneForm, pidForm, reasonForm, tuple } from '../values.ts';
import { type ChildSpecs, given } from './child-specs.ts';
import { type Ask, countsForm, type Family } from './family.ts';
import type { DynamicSpec, Request, WorkerSpec } from './scenario.ts';
import type { StartUpScripts } from './start-up-scripts.ts';

/** The extra arguments of a scenario's supervisor: one, or none. */
type Extra = readonly [extra?: Json];
type Ref = DynamicSupervisor.DynamicSupervisorPid<Extra>;

/** `DynamicSupervisor`: children known by their pids, in no order. */
export class DynamicFamily implements Family {
  readonly unordered = true;
  private readonly tree: DynamicSpec;
  private readonly specs: ChildSpecs;
  private readonly scripts: StartUpScripts;
  private readonly recorder: Recorder;
  private readonly born: (supervisor: AnyPid) => void;

  constructor(
    tree: DynamicSpec,
    specs: ChildSpecs,
    scripts: StartUpScripts,
    recorder: Recorder,
    born: (supervisor: AnyPid) => void,
  ) {
    this.tree = tree;
    this.specs = specs;
    this.scripts = scripts;
    this.recorder = recorder;
    this.born = born;
  }

  /** It has no init callback of its own; nothing can happen between its init and its answer. */
  async start(owner: ClientContext): Promise<AnyPid> {
    const { max_restarts, max_seconds, max_children, extra } = this.tree;
    const pid = await DynamicSupervisor.startLink<Extra>(owner, {
      ...given({ maxRestarts: max_restarts, maxSeconds: max_seconds, maxChildren: max_children }),
      extraArguments: extra === undefined ? [] : [extra],
    });
    this.born(pid);
    return pid;
  }

  /** An id that never was leads to a process that is no child: the one that asks will do. */
  prepare(request: Request): Ask {
    const target = 'id' in request ? this.recorder.current(request.id) : undefined;
    return (supervisor, driver) => this.ask(request, supervisor as Ref, target ?? driver);
  }

  async rows(supervisor: AnyPid): Promise<Json> {
    const rows = await DynamicSupervisor.whichChildren(supervisor as Ref);
    return sorted(rows.map((row) => this.rowForm(row)));
  }

  async counts(supervisor: AnyPid): Promise<Json> {
    return countsForm(await DynamicSupervisor.countChildren(supervisor as Ref));
  }

  private async ask(request: Request, supervisor: Ref, target: AnyPid): Promise<Json> {
    switch (request.op) {
      case 'start_child':
        return this.startChild(request.spec, supervisor);
      case 'terminate_child':
        return doneForm(await DynamicSupervisor.terminateChild(supervisor, target));
      case 'which_children':
        return this.rows(supervisor);
      case 'count_children':
        return this.counts(supervisor);
      case 'restart_child':
      case 'delete_child':
        throw new Error(`a dynamic supervisor has no ${request.op}`);
    }
  }

  private startChild(spec: WorkerSpec, supervisor: Ref): Promise<Json> {
    if (spec.init !== undefined) this.scripts.set(spec.id, spec.init);
    // That its start takes the extra argument is what the type of a child spec does not say.
    const child = this.specs.workerSpec(spec) as DynamicChildSpec<Pid, Extra>;
    return DynamicSupervisor.startChild(supervisor, child).then((answer) => this.startForm(answer));
  }

  private startForm(answer: StartDynamicChildResult): Json {
    if (answer.ok) {
      const { pid, info } = answer;
      if (pid === undefined) return 'ignore';
      const started = pidForm(pid, this.recorder);
      return info === undefined ? tuple('ok', started) : tuple('ok', started, info as Json);
    }
    switch (answer.error) {
      case 'already_started':
        return tuple('error', tuple(answer.error, pidForm(answer.pid, this.recorder)));
      case 'bad_child_spec': {
        const { problem } = answer.problem;
        const isNone = UNRECOGNISABLE.includes(problem);
        return tuple('error', isNone ? 'invalid_child_spec' : childSpecForm(answer.problem));
      }
      case 'start_failed':
        return tuple('error', reasonForm(answer.reason, this.recorder));
      case 'max_children':
        return tuple('error', answer.error);
    }
  }

  private rowForm({ pid, type }: DynamicChildRow): Json {
    return [isPid(pid) ? this.recorder.labelOf(pid) : pid, type];
  }
}

/** What Elixir does not take for a child spec at all, where this port says what is missing. */
const UNRECOGNISABLE: readonly string[] = ['missing_id', 'missing_start', 'invalid_start'];
