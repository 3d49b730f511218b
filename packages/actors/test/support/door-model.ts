import type { Priority } from '@holdfast/actors';
import { type StoreId, storeId } from '@holdfast/actors/ports';
import { ManualClock } from '@holdfast/actors/testing';
import { Ledger } from '../../src/persistence-worker/ledger.ts';
import { Deadlines } from '../../src/process/deadlines.ts';

const OWN = storeId('own');
export const STORES: readonly StoreId[] = [
  OWN,
  ...Array.from({ length: 11 }, (_, n) => storeId(`s${n}`)),
];
const URGENCY: readonly Priority[] = ['critical', 'high', 'normal', 'low'];

interface Comer {
  readonly priority: Priority;
  readonly abort: AbortController;
  fate: 'waits' | 'let go' | 'left';
}

/**
 * The real ledger, and beside it what its rules come to when they are written down naively. Every
 * step is compared, and what nobody may ever see is looked for after each.
 */
export class DoorModel {
  readonly clock = new ManualClock();
  readonly ledger: Ledger;
  readonly comers: Comer[] = [];
  /** Those of whom it has been seen that they were let go on. */
  private readonly told = new Set<number>();
  private readonly dirty = new Set<StoreId>();
  private limit = 10;
  private classed = false;
  private readonly shut = { low: false, normal: false, urgent: false };

  constructor() {
    this.ledger = new Ledger(OWN, () => ({
      maxPendingStores: this.limit,
      persistenceInterval: 5_000,
    }));
    this.open();
  }

  async request(id: StoreId, priority: Priority): Promise<void> {
    await this.letGo(() => this.ask(id, priority));
  }

  private ask(id: StoreId, priority: Priority): void {
    if (priority === 'critical' || priority === 'high') this.classed = true;
    this.watch();
    const door = priority === 'low' || priority === 'normal' ? priority : 'urgent';
    const expected = id === OWN || this.dirty.has(id) || !this.shut[door];
    const isNew = !this.dirty.has(id);
    const before = this.dirty.size;
    const { accepted } = this.ledger.request(id, priority, () => undefined);
    assert(accepted === expected, `${priority} is ${expected ? 'let in' : 'turned away'}`);
    assert(!accepted || !isNew || id === OWN || before < this.limit, 'nobody beyond the limit');
    if (accepted) this.dirty.add(id);
    this.watch();
  }

  async fence(...ids: readonly StoreId[]): Promise<void> {
    await this.letGo(() => {
      for (const id of ids) {
        this.ledger.advance(id, this.ledger.cover(id));
        this.dirty.delete(id);
        this.watch();
      }
    });
  }

  async come(priority: Priority): Promise<void> {
    const comer: Comer = { priority, abort: new AbortController(), fate: 'waits' };
    await this.letGo(() => {
      this.comers.push(comer);
      const patience = { timeoutMs: Number.POSITIVE_INFINITY, signal: comer.abort.signal };
      this.ledger.readyRoom.wait(priority, patience).then(
        () => (comer.fate = 'let go'),
        () => (comer.fate = 'left'),
      );
    });
  }

  async leave(at: number): Promise<void> {
    const waiting = this.waiting();
    const comer = waiting[at % Math.max(1, waiting.length)];
    await this.letGo(() => comer?.abort.abort(new Error('enough')));
    assert(comer === undefined || comer.fate === 'left', 'who leaves has left');
  }

  async setLimit(limit: number): Promise<void> {
    await this.letGo(() => {
      this.limit = limit;
      this.ledger.roomChanged();
      this.watch();
    });
  }

  async wait(ms: number): Promise<void> {
    await this.letGo(() => this.clock.advance(ms));
  }

  /** A crash and its restart: the door stands, with all who wait there. */
  async crash(): Promise<void> {
    await this.letGo(() => {
      this.ledger.takeOver();
      this.open();
    });
  }

  /** Everything is fenced and nobody asks: whoever waits is let go on in the end. */
  async recover(): Promise<void> {
    await this.fence(...STORES);
    for (let rest = this.waiting().length; rest > 0; rest -= 1) await this.wait(2_000);
    assert(this.waiting().length === 0, 'nobody waits for ever');
    assert(this.ledger.dirty().size === 0, 'everything is durable');
    assert(this.clock.pendingTimers === 0, 'no timer is left');
  }

  private open(): void {
    this.ledger.open({ clock: this.clock, deadlines: new Deadlines(this.clock) });
  }

  /** Does something that may let some go on, and checks whom. */
  private async letGo(act: () => unknown): Promise<void> {
    const before = this.waiting();
    await act();
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    const gone = this.comers.filter(({ fate }, at) => fate === 'let go' && !this.told.has(at));
    for (const [at, { fate }] of this.comers.entries()) if (fate === 'let go') this.told.add(at);
    const free = Math.max(0, Math.ceil(this.limit * 0.6) - this.dirty.size);
    assert(gone.length <= Math.max(free, 0), 'no more are let go on than there are free places');
    for (const priority of URGENCY) {
      const went = gone.filter((comer) => comer.priority === priority);
      const line = [...before, ...gone.filter((comer) => !before.includes(comer))].filter(
        (comer) => comer.priority === priority && comer.fate !== 'left',
      );
      assert(
        went.every((comer, at) => comer === line[at]),
        'within a class, who came first goes first',
      );
    }
    const least = Math.max(-1, ...gone.map(({ priority }) => URGENCY.indexOf(priority)));
    const most = Math.min(4, ...this.waiting().map(({ priority }) => URGENCY.indexOf(priority)));
    assert(least <= most, 'nobody goes while somebody more urgent waits');
    const really = new Set(this.ledger.dirty().keys());
    assert(really.size === this.dirty.size, 'what was let in and not fenced is dirty');
  }

  private waiting(): Comer[] {
    return this.comers.filter(({ fate }) => fate === 'waits');
  }

  private watch(): void {
    const share = this.dirty.size * 100;
    const { limit, shut } = this;
    const [normalShut, normalOpen] = this.classed ? [90, 75] : [100, 90];
    shut.low = share >= limit * (shut.low ? 60 : 80);
    shut.normal = share >= limit * (shut.normal ? normalOpen : normalShut);
    shut.urgent = share >= limit * (shut.urgent ? 90 : 100);
  }
}

function assert(good: boolean, law: string): asserts good {
  if (!good) throw new Error(`broken: ${law}`);
}
