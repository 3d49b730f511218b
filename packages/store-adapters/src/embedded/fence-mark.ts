/**
 * What the store notes about its durability, in the same write as the fence. `completed` is the
 * last position of which a whole fence, the sync of every log, is known to have ended; `claimed` is
 * the last position of the fence that wrote the note. Only `completed` may be believed after a
 * power cut: the note can be on the disk when another log is not yet.
 */
import { StoreCorruptError } from '../errors.ts';
import { FENCE_KEY } from './keys.ts';

export interface FenceMark {
  readonly completed: number;
  readonly claimed: number;
}

export function encodeMark(mark: FenceMark): string {
  return `${mark.completed}:${mark.claimed}`;
}

export function decodeMark(text: string | undefined): FenceMark {
  if (text === undefined) return { completed: 0, claimed: 0 };
  const match = /^(\d+):(\d+)$/.exec(text);
  if (match === null) throw new StoreCorruptError(`the note ${FENCE_KEY} cannot be decoded`);
  return { completed: Number(match[1]), claimed: Number(match[2]) };
}
