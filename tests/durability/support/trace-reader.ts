/**
 * Reads what `strace -f -y -xx` wrote: the system calls of a process on files, in the order in
 * which they began and ended. A call of one thread may begin before and end after that of another;
 * the two lines that strace writes for it are put together here.
 */

export type TraceStep =
  | { readonly kind: 'create'; readonly path: string; readonly truncated: boolean }
  | { readonly kind: 'write'; readonly path: string; readonly data: Buffer }
  | { readonly kind: 'sync_began'; readonly path: string; readonly thread: string }
  | { readonly kind: 'sync_ended'; readonly thread: string; readonly succeeded: boolean }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'said'; readonly text: string };

/** The system calls that must be recorded, as strace takes them. */
export const TRACED_CALLS =
  'openat,write,writev,pwrite64,pwritev,fdatasync,fsync,sync_file_range,msync,' +
  'rename,renameat,renameat2,unlink,unlinkat,truncate,ftruncate';

const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+)/s;
const BEGUN = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/s;
const ENDED = /^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\d+)/s;

/** Turns lines into steps, one line after the other. */
export class TraceReader {
  readonly #begun = new Map<string, string>();

  /** The steps that this line completes, perhaps none. */
  read(line: string): readonly TraceStep[] {
    const whole = WHOLE.exec(line);
    if (whole !== null) {
      const [, thread = '', call = '', args = '', result = ''] = whole;
      return [...began(thread, call, args), ...ended(thread, call, args, Number(result))];
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
    return ended(thread, call, this.#begun.get(thread) ?? '', Number(result));
  }
}

function began(thread: string, call: string, args: string): readonly TraceStep[] {
  // A name may be gone for others long before the call that removes it has returned.
  if (call === 'unlink')
    return [{ kind: 'unlink', path: text(quoted(args)[0] ?? Buffer.alloc(0)) }];
  if (call !== 'fdatasync' && call !== 'fsync') return [];
  return [{ kind: 'sync_began', path: descriptorPath(args), thread }];
}

function ended(thread: string, call: string, args: string, result: number): readonly TraceStep[] {
  if (call === 'fdatasync' || call === 'fsync') {
    return [{ kind: 'sync_ended', thread, succeeded: result === 0 }];
  }
  if (result < 0) return [];
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = quoted(args);
  switch (call) {
    case 'openat':
      if (!args.includes('O_CREAT')) return [];
      return [{ kind: 'create', path: text(first), truncated: args.includes('O_TRUNC') }];
    case 'write': {
      const data = first.subarray(0, result);
      if (args.startsWith('1<')) return [{ kind: 'said', text: text(data) }];
      return [{ kind: 'write', path: descriptorPath(args), data }];
    }
    case 'rename':
      return [{ kind: 'rename', from: text(first), to: text(second) }];
    case 'unlink':
      return [];
    default:
      return unknown(call, args);
  }
}

/** A call that the model does not know must not pass unseen when it touches a store. */
function unknown(call: string, args: string): readonly TraceStep[] {
  const paths = [descriptorPath(args), ...quoted(args).map(text)];
  if (paths.some((path) => /\.(log|ldb|dbtmp)$|MANIFEST|CURRENT/.test(path))) {
    throw new Error(`${call} on a file of a store: the disk model does not know it`);
  }
  return [];
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
