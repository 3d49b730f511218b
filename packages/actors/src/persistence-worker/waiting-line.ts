/** One who can stand in a line; in at most one at a time. */
export interface InLine<T> {
  ahead: T | undefined;
  behind: T | undefined;
}

/** First come, first served. Anybody can leave at any time, at the same small cost. */
export class WaitingLine<T extends InLine<T>> {
  first: T | undefined = undefined;
  private last: T | undefined = undefined;

  join(one: T): void {
    one.ahead = this.last;
    if (this.last === undefined) this.first = one;
    else this.last.behind = one;
    this.last = one;
  }

  /** Only for who stands in this line. */
  leave(one: T): void {
    const { ahead, behind } = one;
    if (ahead === undefined) this.first = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.last = ahead;
    else behind.ahead = ahead;
    one.ahead = undefined;
    one.behind = undefined;
  }
}
