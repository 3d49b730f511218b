/**
 * What the person at the keyboard can put right: a flag, a file, a folder. `main` prints the
 * sentence alone and exits with 2; every other error is ours and exits with 1.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The code of a failed system call (`ENOENT`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as Partial<NodeJS.ErrnoException> | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The message of whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why the system refused to read or write something, in words. */
export function systemReason(error: unknown): string {
  return REASONS[errorCode(error) ?? ''] ?? errorText(error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
  EEXIST: 'a file of that name is in the way',
};
