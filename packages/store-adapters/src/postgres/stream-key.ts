/**
 * Stream names as the database keeps them: readable text. PostgreSQL's text cannot hold NUL, so it
 * is written as `\0`, and a backslash as two.
 */
export function streamKey(stream: string): string {
  if (!stream.includes('\\') && !stream.includes('\0')) return stream;
  return stream.replaceAll('\\', '\\\\').replaceAll('\0', '\\0');
}

/** The name that a key stands for. */
export function streamOf(key: string): string {
  if (!key.includes('\\')) return key;
  return key.replaceAll(/\\([\\0])/g, (_, escaped) => (escaped === '0' ? '\0' : '\\'));
}
