/** Network ids are any text; folder names are not. Used for the folders under `stores`. */
import { createHash } from 'node:crypto';

const LONGEST = 120;

/** Names that Windows keeps for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A folder name for any id, different for different ids also where case does not count. Lower-case
 * letters, digits, `-` and `_` stand for themselves, every other byte is written `%xx`; a name that
 * would be too long ends in a hash instead.
 */
export function folderName(id: string): string {
  const bytes = Buffer.from(id, 'utf8');
  const name = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9_-]/.test(character) ? character : escaped(byte);
  }).join('');
  if (DEVICE.test(name)) return escaped(bytes[0] ?? 0) + name.slice(1);
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, 40)}~${createHash('sha256').update(bytes).digest('hex')}`;
}

function escaped(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}
