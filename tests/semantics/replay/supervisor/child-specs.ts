import { exitWith, GenServer, ignore, type Parent } from '@holdfast/actors';
import {
  type ChildSpec,
  type StartedChild,
  Supervisor,
  type SupervisorFlags,
} from '@holdfast/supervision';
import type { Json } from '../json.ts';
import { isSupervisor, type RawSpec, type SupervisorSpec, type WorkerSpec } from './scenario.ts';
import { type WorkerHome, worker } from './worker.ts';

/** Who must hear that a supervisor has come to life. */
export type Born = (spec: SupervisorSpec, supervisor: Parent) => void;

/** Makes child specs of the trees and workers of a scenario. */
export class ChildSpecs {
  private readonly home: WorkerHome;
  private readonly born: Born;

  constructor(home: WorkerHome, born: Born) {
    this.home = home;
    this.born = born;
  }

  /** What `Supervisor.startLink` takes: the flags are answered in the supervisor's own init. */
  supervisorOptions(spec: SupervisorSpec): Supervisor.SupervisorOptions {
    return {
      init: async (supervisor) => {
        this.born(spec, supervisor);
        const entered = await this.home.scripts.enter(spec.id);
        if (entered === 'ok') return this.flagsOf(spec);
        if ('bad' in entered) return entered.bad as never;
        return entered.type === 'ignore' ? entered : exitWith(entered.reason);
      },
    };
  }

  workerSpec(spec: WorkerSpec): ChildSpec {
    if (spec.raw !== undefined) return this.rawSpec(spec.raw);
    const start = (parent: Parent, extra?: Json): StartedChild | Promise<StartedChild> =>
      this.startWorker(spec, parent, extra);
    return { ...recorded(spec), start };
  }

  private flagsOf(spec: SupervisorSpec): SupervisorFlags {
    const { strategy, max_restarts, max_seconds, auto_shutdown } = spec;
    const flags = { strategy, maxRestarts: max_restarts, maxSeconds: max_seconds };
    const children = spec.children.map((child) =>
      isSupervisor(child) ? this.supervisorSpec(child) : this.workerSpec(child),
    );
    // A scenario may hold anything: to refuse it is what is looked at.
    return { ...given({ ...flags, autoShutdown: auto_shutdown }), children };
  }

  private supervisorSpec(spec: SupervisorSpec): ChildSpec {
    const start = (parent: Parent): Promise<StartedChild> =>
      Supervisor.startLink(parent, this.supervisorOptions(spec));
    return { ...recorded(spec), type: 'supervisor', start };
  }

  private startWorker(
    spec: WorkerSpec,
    parent: Parent,
    extra: Json | undefined,
  ): StartedChild | Promise<StartedChild> {
    const { returns } = spec;
    if (returns === 'ignore') return ignore();
    if (typeof returns === 'object') exitWith(returns.error);
    if (returns !== undefined) return returns as never;
    const started = GenServer.startLink(parent, worker, { home: this.home, spec, extra });
    return spec.info === true ? started.then((pid) => ({ pid, info: 'info' })) : started;
  }

  /** A correct specification in which some fields are not. */
  private rawSpec({ omit = [], ...replaced }: RawSpec): ChildSpec {
    const correct = this.workerSpec({ id: 'x' });
    const fields = Object.entries({ ...correct, ...replaced });
    return Object.fromEntries(fields.filter(([name]) => !omit.includes(name))) as never;
  }
}

/** The fields that a parent records, as far as they are given. */
function recorded(spec: WorkerSpec | SupervisorSpec): Omit<ChildSpec, 'start'> {
  const { id, restart, shutdown, significant } = spec;
  const type = 'type' in spec ? spec.type : undefined;
  return { ...given({ restart, shutdown, significant, type }), id };
}

/** Without the fields that are left out, for which this port has its own defaults. */
export function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
