/** A store whose disk can be made to fail: the injected fault of the demonstration. */
import type {
  AppendOptions,
  AppendResult,
  EventStore,
  FenceOptions,
  NewEvent,
  ReadAllOptions,
  ReadOptions,
  RecordedEvent,
  StoreHealth,
  StoreId,
  SurvivalPromise,
} from '@holdfast/actors/ports';

/**
 * Passes everything on to the store inside. While `failing`, every fence rejects as a disk that
 * cannot sync does; appends go on, because they do not wait for the disk.
 */
export class FlakyDisk implements EventStore {
  failing = false;
  private readonly inner: EventStore;

  constructor(inner: EventStore) {
    this.inner = inner;
  }

  get survives(): SurvivalPromise {
    return this.inner.survives;
  }

  fence(storeId: StoreId, options: FenceOptions): Promise<void> {
    return this.failing ? Promise.reject(injected()) : this.inner.fence(storeId, options);
  }

  append(
    stream: string,
    events: readonly NewEvent[],
    options?: AppendOptions,
  ): Promise<AppendResult> {
    return this.inner.append(stream, events, options);
  }

  read(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent> {
    return this.inner.read(stream, options);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return this.inner.readAll(options);
  }

  health(): StoreHealth {
    return this.inner.health();
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

function injected(): Error {
  return Object.assign(new Error('EIO: i/o error, fdatasync (injected)'), { code: 'EIO' });
}
