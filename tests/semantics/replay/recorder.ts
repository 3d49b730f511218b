import { type AnyPid, exited, isAlive } from '@holdfast/actors';
import { type Json, type JsonObject, sorted } from './json.ts';
import { type Labels, reasonForm } from './values.ts';

/** Something that a process said it is doing. */
export interface Logged {
  readonly label: string;
  readonly event: JsonObject;
}

/** Who was born under which label, what they logged, and how they ended. */
export class Recorder implements Labels {
  private readonly lives = new Map<string, AnyPid[]>();
  private readonly labels = new Map<AnyPid, string>();
  private logged: Logged[] = [];
  private ends: Json[] = [];

  /** A process comes to life. Answers its label. */
  born(id: string, pid: AnyPid): string {
    const lives = this.lives.get(id) ?? [];
    this.lives.set(id, lives);
    lives.push(pid);
    const label = `${id}#${lives.length}`;
    this.labels.set(pid, label);
    void exited(pid).then((reason) => this.ends.push([label, reasonForm(reason, this)]));
    return label;
  }

  /** The latest process of this id, dead or alive; undefined if there never was one. */
  current(id: string): AnyPid | undefined {
    return this.lives.get(id)?.at(-1);
  }

  /** The latest process of this id, if it lives. */
  living(id: string): AnyPid | undefined {
    const pid = this.current(id);
    return pid !== undefined && isAlive(pid) ? pid : undefined;
  }

  labelOf(pid: AnyPid): string {
    return this.labels.get(pid) ?? '?';
  }

  /** A dead process says nothing: code that it left behind may still run. */
  event(pid: AnyPid, event: JsonObject): void {
    if (isAlive(pid)) this.logged.push({ label: this.labelOf(pid), event });
  }

  /** What has been logged since it was asked last. */
  drainEvents(): readonly Logged[] {
    const { logged } = this;
    this.logged = [];
    return logged;
  }

  /** Who has ended since it was asked last. */
  drainDown(): readonly Json[] {
    const { ends } = this;
    this.ends = [];
    return sorted(ends);
  }
}
