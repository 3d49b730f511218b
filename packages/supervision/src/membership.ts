import { StoreExistsError, SystemClosedError, UnknownStoreError } from './errors.ts';

/** What a store of this id is about. */
type Entry<Member, Report> =
  | { readonly phase: 'joining'; readonly member: Member; readonly joined: Promise<void> }
  | { readonly phase: 'present'; readonly member: Member }
  | { readonly phase: 'leaving'; readonly member: Member; readonly left: Promise<Report> };

/**
 * Who belongs to a system, while some join and leave. Of two who want the same id one has it; a
 * removal waits for the joining that it overtakes, and two removals are one.
 */
export class Membership<Member, Report> {
  private readonly entries = new Map<string, Entry<Member, Report>>();
  private closed = false;

  constructor(members: Iterable<readonly [string, Member]>) {
    for (const [id, member] of members) this.entries.set(id, { phase: 'present', member });
  }

  /** Those who have joined and have not left, in the order in which they came. */
  get ids(): readonly string[] {
    return [...this.entries].flatMap(([id, { phase }]) => (phase === 'joining' ? [] : [id]));
  }

  /** Those who have joined and have not left, and those who are joining. */
  get everybody(): readonly Member[] {
    return [...this.entries.values()].map(({ member }) => member);
  }

  /** Those who have joined and have not left. */
  get known(): readonly Member[] {
    return this.ids.map((id) => this.get(id));
  }

  /** Those who neither join nor leave. */
  get present(): readonly Member[] {
    return [...this.entries.values()].flatMap((entry) =>
      entry.phase === 'present' ? [entry.member] : [],
    );
  }

  /** One who has joined and has not left. Throws `ERR_UNKNOWN_STORE`. */
  get(id: string): Member {
    const entry = this.entries.get(id);
    if (entry === undefined || entry.phase === 'joining') {
      throw new UnknownStoreError(id, this.ids);
    }
    return entry.member;
  }

  /**
   * Resolves when `join`, which is called at once, has; when that rejects nothing is left behind.
   * Rejects with `ERR_STORE_EXISTS` while the id is in use, `ERR_SYSTEM_CLOSED` after `close`.
   */
  async add(id: string, member: Member, join: () => Promise<void>): Promise<void> {
    if (this.closed) throw new SystemClosedError();
    if (this.entries.has(id)) throw new StoreExistsError(id);
    const joined = join();
    this.entries.set(id, { phase: 'joining', member, joined });
    try {
      await joined;
      this.entries.set(id, { phase: 'present', member });
    } catch (error) {
      this.entries.delete(id);
      throw error;
    }
  }

  /** The id is free once `leave` is done. Rejects with `ERR_UNKNOWN_STORE`, `ERR_SYSTEM_CLOSED`. */
  async remove(id: string, leave: (member: Member) => Promise<Report>): Promise<Report> {
    if (this.closed) throw new SystemClosedError();
    const entry = this.entries.get(id);
    switch (entry?.phase) {
      case undefined:
        throw new UnknownStoreError(id, this.ids);
      case 'joining':
        await entry.joined.catch(() => undefined);
        return this.remove(id, leave);
      case 'leaving':
        return entry.left;
      case 'present': {
        const { member } = entry;
        const left = leave(member).finally(() => this.entries.delete(id));
        this.entries.set(id, { phase: 'leaving', member, left });
        return left;
      }
    }
  }

  /** Nobody joins or begins to leave any more. */
  close(): void {
    this.closed = true;
  }

  /** Resolves when all who are joining have joined, or have not. */
  async joined(): Promise<void> {
    const joining = [...this.entries.values()].flatMap((entry) =>
      entry.phase === 'joining' ? [entry.joined] : [],
    );
    await Promise.allSettled(joining);
  }

  /** Resolves when all who are leaving have left. */
  async left(): Promise<void> {
    const leaving = [...this.entries.values()].flatMap((entry) =>
      entry.phase === 'leaving' ? [entry.left] : [],
    );
    await Promise.allSettled(leaving);
  }
}
