import type { MonitorRef } from '@holdfast/actors';

/** The names that a client has given to its monitors. */
export class Monitors {
  private readonly byName = new Map<string, MonitorRef>();

  set(name: string, ref: MonitorRef): void {
    this.byName.set(name, ref);
  }

  get(name: string): MonitorRef | undefined {
    return this.byName.get(name);
  }

  nameOf(ref: MonitorRef): string | undefined {
    for (const [name, known] of this.byName) if (known === ref) return name;
    return undefined;
  }
}
