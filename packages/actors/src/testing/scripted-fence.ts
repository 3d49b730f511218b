import type { FenceOptions, FencePort } from '../ports/fence-port.ts';
import type { StoreId } from '../ports/store-id.ts';

/** What the next fence does: resolve, reject with this error, throw it, or wait to be settled. */
export type FenceScript = 'ok' | 'hang' | { readonly fail: unknown } | { readonly throw: unknown };

/** One call of a scripted fence. A hanging one is settled by hand, as late and as often as wanted. */
export interface FenceCall {
  /** The store that was to be fenced. */
  readonly storeId: StoreId;
  /** The signal that the caller gave. */
  readonly signal: AbortSignal;
  /** Lets the fence succeed now. */
  readonly resolve: () => void;
  /** Lets the fence fail now. */
  readonly reject: (error: unknown) => void;
}

/** A fence port that does what a test tells it, and remembers what it was asked. */
export class ScriptedFence implements FencePort {
  /** Every call, in order. */
  readonly calls: FenceCall[] = [];
  private readonly script: FenceScript[] = [];
  private otherwise: FenceScript = 'ok';

  /** What the next calls do, one after the other; then `always` applies. */
  next(...script: readonly FenceScript[]): this {
    this.script.push(...script);
    return this;
  }

  /** What every call does that has no script of its own. Default `ok`. */
  always(otherwise: FenceScript): this {
    this.otherwise = otherwise;
    return this;
  }

  /** The stores fenced so far, in order. */
  get stores(): readonly string[] {
    return this.calls.map(({ storeId }) => storeId);
  }

  /** Does as the script says, and writes the call down in `calls`. */
  fence(storeId: StoreId, { signal }: FenceOptions): Promise<void> {
    const script = this.script.shift() ?? this.otherwise;
    const fenced = new Promise<void>((resolve, reject) => {
      this.calls.push({ storeId, signal, resolve, reject });
      if (script === 'ok') resolve();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a port may
      else if (typeof script === 'object' && 'fail' in script) reject(script.fail);
    });
    if (typeof script === 'object' && 'throw' in script) throw script.throw as Error;
    return fenced;
  }
}
