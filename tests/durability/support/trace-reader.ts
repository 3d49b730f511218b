/**
 * Reads what `strace -f -y -xx` wrote: the system calls of a process on files, in the order in
 * which they began and ended. A call of one thread may begin before and end after that of another;
 * the two lines that strace writes for it are put together here.
 */

export type TraceStep =
  | { readonly kind: 'create'; readonly path: string; readonly truncated: boolean }
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly data: Buffer;
      /** Undefined for a write that follows the one before. */
      readonly offset: number | undefined;
    }
  | { readonly kind: 'truncate'; readonly path: string; readonly length: number }
  | { readonly kind: 'sync_began'; readonly path: string; readonly thread: string }
  | { readonly kind: 'sync_ended'; readonly thread: string; readonly succeeded: boolean }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'said'; readonly text: string };

/** The system calls that must be recorded, as strace takes them. */
export const TRACED_CALLS =
  'openat,write,writev,pwrite64,pwritev,pwritev2,fdatasync,fsync,sync_file_range,msync,' +
  'fallocate,copy_file_range,rename,renameat,renameat2,unlink,unlinkat,truncate,ftruncate';

const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+)/s;
const BEGUN = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/s;
const ENDED = /^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\d+)/s;

/** Turns lines into steps, one line after the other. */
export class TraceReader {
  readonly #folder: string;
  readonly #begun = new Map<string, string>();

  /** A call in `folder` that the reader does not know must not pass unseen: it is an error. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The steps that this line completes, perhaps none. */
  read(line: string): readonly TraceStep[] {
    const whole = WHOLE.exec(line);
    if (whole !== null) {
      const [, thread = '', call = '', args = '', result = ''] = whole;
      return [...began(thread, call, args), ...this.#ended(thread, call, args, Number(result))];
    }
    const begun = BEGUN.exec(line);
    if (begun !== null) {
      const [, thread = '', call = '', args = ''] = begun;
      this.#begun.set(thread, args);
      return began(thread, call, args);
    }
    const end = ENDED.exec(line);
    if (end === null) return [];
    const [, thread = '', call = '', result = ''] = end;
    return this.#ended(thread, call, this.#begun.get(thread) ?? '', Number(result));
  }

  #ended(thread: string, call: string, args: string, result: number): readonly TraceStep[] {
    const steps = ended(thread, call, args, result);
    if (steps !== undefined) return steps;
    const paths = [descriptorPath(args), ...quoted(args).map(text)];
    if (!paths.some((path) => path.startsWith(`${this.#folder}/`))) return [];
    throw new Error(`${call} on a file of a store: the disk model does not know it`);
  }
}

function began(thread: string, call: string, args: string): readonly TraceStep[] {
  // A name may be gone for others long before the call that removes it has returned.
  if (call === 'unlink')
    return [{ kind: 'unlink', path: text(quoted(args)[0] ?? Buffer.alloc(0)) }];
  if (call !== 'fdatasync' && call !== 'fsync') return [];
  return [{ kind: 'sync_began', path: descriptorPath(args), thread }];
}

/** Undefined for a call that is not known. */
function ended(
  thread: string,
  call: string,
  args: string,
  result: number,
): readonly TraceStep[] | undefined {
  if (call === 'fdatasync' || call === 'fsync') {
    return [{ kind: 'sync_ended', thread, succeeded: result === 0 }];
  }
  if (result < 0) return [];
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = quoted(args);
  switch (call) {
    case 'openat':
      if (!args.includes('O_CREAT')) return [];
      return [{ kind: 'create', path: text(first), truncated: args.includes('O_TRUNC') }];
    case 'write':
    case 'pwrite64': {
      const data = first.subarray(0, result);
      if (args.startsWith('1<')) return [{ kind: 'said', text: text(data) }];
      const offset = call === 'write' ? undefined : lastNumber(args);
      return [{ kind: 'write', path: descriptorPath(args), data, offset }];
    }
    case 'ftruncate':
      return [{ kind: 'truncate', path: descriptorPath(args), length: lastNumber(args) }];
    case 'rename':
      return [{ kind: 'rename', from: text(first), to: text(second) }];
    case 'unlink':
      return [];
    default:
      return undefined;
  }
}

function lastNumber(args: string): number {
  return Number(/(\d+)$/.exec(args)?.[1]);
}

function descriptorPath(args: string): string {
  return text(unescape(/^\d+<([^>]*)>/.exec(args)?.[1] ?? ''));
}

/** The quoted arguments of a call. */
function quoted(args: string): readonly Buffer[] {
  return Array.from(args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g), (match) => unescape(match[1] ?? ''));
}

function unescape(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}

function text(bytes: Buffer): string {
  return bytes.toString('utf8');
}
