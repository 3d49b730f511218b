import { exitWith, failToStart, ignore } from '@holdfast/actors';
import type { Outcome, Script, SupervisorSpec, WorkerSpec } from './scenario.ts';

type Simple = Exclude<Outcome, { gate: unknown }>;

/** What an entry into init leads to, where it is not an end by throwing. */
export type Entered = 'ok' | ReturnType<typeof ignore> | ReturnType<typeof failToStart> | Bad;

/** Something that init may not return. */
export interface Bad {
  readonly bad: unknown;
}

/** Decides by id what the next start does. */
export class StartUpScripts {
  private readonly scripts = new Map<string, Script>();
  private readonly gates = new Map<string, Gate>();

  /** Takes the scripts that stand in a tree. */
  load(spec: SupervisorSpec | WorkerSpec): void {
    if (spec.init !== undefined) this.set(spec.id, spec.init);
    if ('children' in spec) for (const child of spec.children) this.load(child);
  }

  set(id: string, script: Script): void {
    this.scripts.set(id, script);
  }

  /** Does what the script says. Answers a promise only where a gate has to be waited for. */
  enter(id: string): Entered | Promise<Entered> {
    const outcome = this.next(id);
    if (typeof outcome === 'object' && 'gate' in outcome) return this.waitAtGate(id, outcome.gate);
    return perform(outcome);
  }

  /** The gate of the next start of this id that comes to one. */
  gateOf(id: string): Gate {
    let gate = this.gates.get(id);
    if (gate === undefined) {
      gate = new Gate();
      this.gates.set(id, gate);
    }
    return gate;
  }

  private async waitAtGate(id: string, outcome: Outcome): Promise<Entered> {
    await this.gateOf(id).pass();
    this.gates.delete(id);
    if (typeof outcome === 'object' && 'gate' in outcome) return this.waitAtGate(id, outcome.gate);
    return perform(outcome);
  }

  private next(id: string): Outcome {
    const [first, ...rest] = this.scripts.get(id) ?? [];
    if (first === undefined) return 'ok';
    if (typeof first === 'object' && 'forever' in first) return first.forever;
    this.scripts.set(id, rest);
    return first;
  }
}

/** Where a start is held up until it is opened. */
export class Gate {
  private arrive: () => void = () => undefined;
  private openUp: () => void = () => undefined;
  /** Resolves when a start waits here. */
  readonly reached: Promise<void> = new Promise((resolve) => {
    this.arrive = resolve;
  });
  private readonly opened: Promise<void> = new Promise((resolve) => {
    this.openUp = resolve;
  });

  pass(): Promise<void> {
    this.arrive();
    return this.opened;
  }

  open(): void {
    this.openUp();
  }
}

function perform(outcome: Simple): Entered {
  if (outcome === 'ok') return 'ok';
  if (outcome === 'ignore') return ignore();
  if ('stop' in outcome) return failToStart(outcome.stop);
  if ('exit' in outcome) return exitWith(outcome.exit);
  if ('raise' in outcome) throw new Error(outcome.raise);
  return outcome;
}
