/** Everybody who waits on one signal: one listener for all, since Node warns of a leak at eleven. */
class Audience {
  private readonly callbacks = new Set<() => void>();
  private readonly signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    signal.addEventListener('abort', this.tell);
  }

  add(callback: () => void): () => void {
    this.callbacks.add(callback);
    return () => {
      this.callbacks.delete(callback);
      if (this.callbacks.size > 0) return;
      this.signal.removeEventListener('abort', this.tell);
      audiences.delete(this.signal);
    };
  }

  private readonly tell = (): void => {
    for (const callback of [...this.callbacks]) callback();
  };
}

const audiences = new WeakMap<AbortSignal, Audience>();

/** Calls back when `signal` aborts. Answers how to stop listening, which leaves nothing behind. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let audience = audiences.get(signal);
  if (audience === undefined) {
    audience = new Audience(signal);
    audiences.set(signal, audience);
  }
  return audience.add(callback);
}
