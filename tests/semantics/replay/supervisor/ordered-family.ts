import type { Pid } from '@holdfast/actors';
import { type AnyPid, isPid } from '@holdfast/actors';
import {
  type ChildRow,
  type RestartChildResult,
  type StartChildResult,
  Supervisor,
  type SupervisorProtocol,
} from '@holdfast/supervision';
import type { ClientContext } from '../client.ts';
import type { Json } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import { unknownOperation } from '../scenario.ts';
import { childSpecForm, doneForm, pidForm, reasonForm, tuple } from '../values.ts';
import type { ChildSpecs } from './child-specs.ts';
import { type Ask, countsForm, type Family } from './family.ts';
import type { Request, SupervisorSpec } from './scenario.ts';
import type { StartUpScripts } from './start-up-scripts.ts';

type Refusal = Extract<StartChildResult | RestartChildResult, { ok: false }>;

/** `Supervisor`: children with ids, in the order in which they were started. */
export class OrderedFamily implements Family {
  readonly unordered = false;
  private readonly tree: SupervisorSpec;
  private readonly specs: ChildSpecs;
  private readonly scripts: StartUpScripts;
  private readonly recorder: Recorder;

  constructor(
    tree: SupervisorSpec,
    specs: ChildSpecs,
    scripts: StartUpScripts,
    recorder: Recorder,
  ) {
    this.tree = tree;
    this.specs = specs;
    this.scripts = scripts;
    this.recorder = recorder;
  }

  start(owner: ClientContext): Promise<AnyPid> {
    return Supervisor.startLink(owner, this.specs.supervisorOptions(this.tree));
  }

  prepare(request: Request): Ask {
    return (supervisor) => this.ask(request, supervisor as Pid<SupervisorProtocol>);
  }

  /** OTP lists the latest first. */
  async rows(supervisor: AnyPid): Promise<Json> {
    const rows = await Supervisor.whichChildren(supervisor as Pid<SupervisorProtocol>);
    return rows.map((row) => this.rowForm(row)).reverse();
  }

  async counts(supervisor: AnyPid): Promise<Json> {
    return countsForm(await Supervisor.countChildren(supervisor as Pid<SupervisorProtocol>));
  }

  private async ask(request: Request, supervisor: Pid<SupervisorProtocol>): Promise<Json> {
    switch (request.op) {
      case 'start_child': {
        const { spec } = request;
        if (spec.init !== undefined) this.scripts.set(spec.id, spec.init);
        const answer = await Supervisor.startChild(supervisor, this.specs.workerSpec(spec));
        return this.startForm(answer, { child: spec.id });
      }
      case 'restart_child':
        return this.startForm(await Supervisor.restartChild(supervisor, request.id));
      case 'terminate_child':
        return doneForm(await Supervisor.terminateChild(supervisor, request.id));
      case 'delete_child':
        return doneForm(await Supervisor.deleteChild(supervisor, request.id));
      case 'which_children':
        return this.rows(supervisor);
      case 'count_children':
        return this.counts(supervisor);
      default:
        return unknownOperation(request);
    }
  }

  /** `child`: the record of the child that OTP adds to the reason of a first start that failed. */
  private startForm(answer: StartChildResult | RestartChildResult, child?: Json): Json {
    if (!answer.ok) return tuple('error', this.refusalForm(answer, child));
    const { pid, info } = answer;
    const started = pid === undefined ? 'undefined' : pidForm(pid, this.recorder);
    return info === undefined ? tuple('ok', started) : tuple('ok', started, info as Json);
  }

  private refusalForm(refusal: Refusal, child: Json | undefined): Json {
    switch (refusal.error) {
      case 'already_started':
        return tuple(refusal.error, pidForm(refusal.pid, this.recorder));
      case 'bad_child_spec':
        return childSpecForm(refusal.problem);
      case 'start_failed': {
        const reason = reasonForm(refusal.reason, this.recorder);
        return child === undefined ? reason : tuple(reason, child);
      }
      case 'already_present':
      case 'running':
      case 'restarting':
      case 'not_found':
        return refusal.error;
    }
  }

  private rowForm({ id, pid, type }: ChildRow): Json {
    return [String(id), isPid(pid) ? this.recorder.labelOf(pid) : pid, type];
  }
}
