import { InvalidOptionError } from '@holdfast/actors/ports';

/** How to open an embedded store. */
export interface EmbeddedStoreOptions {
  /** Folder of the store, for it alone; made if it is missing. */
  readonly path: string;
  /**
   * Bytes that LevelDB collects before it begins a new log. Default 16 MiB: with its own default
   * of 4 MiB, fences stall behind compactions. At least 64 KiB, at most 256 MiB.
   */
  readonly writeBufferSize?: number;
  /**
   * Characters of JSON that may wait to be written; an append beyond is refused with
   * `ERR_STORE_BUSY`. Default 64 Mi.
   */
  readonly maxQueuedSize?: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const KNOWN = ['path', 'writeBufferSize', 'maxQueuedSize'];

/** Checks the options and fills in the defaults. Throws `ERR_INVALID_OPTION` naming the key. */
export function checkOptions(options: unknown): Required<EmbeddedStoreOptions> {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object with a path');
  }
  for (const [key, value] of Object.entries(options)) {
    if (!KNOWN.includes(key)) {
      throw new InvalidOptionError(key, value, `absent: the options are ${KNOWN.join(', ')}`);
    }
  }
  const {
    path,
    writeBufferSize = 16 * MIB,
    maxQueuedSize = 64 * MIB,
  } = options as {
    readonly [key in keyof EmbeddedStoreOptions]?: unknown;
  };
  if (typeof path !== 'string' || path.length === 0 || path.includes('\0')) {
    throw new InvalidOptionError('path', path, 'a non-empty string without NUL');
  }
  return {
    path,
    writeBufferSize: within('writeBufferSize', writeBufferSize, 64 * KIB, 256 * MIB),
    maxQueuedSize: within('maxQueuedSize', maxQueuedSize, 1, Number.MAX_SAFE_INTEGER),
  };
}

function within(option: string, value: unknown, least: number, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) {
    return value as number;
  }
  throw new InvalidOptionError(option, value, `an integer from ${least} to ${most}`);
}
