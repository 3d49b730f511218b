/** One file on a disk that loses power: what is durable, and the changes that are not yet. */
import { between, type Random } from './seeded-random.ts';

/** What becomes of the bytes that no sync had covered when the power went. */
export type UnsyncedBytes = 'lost' | 'partly kept' | 'kept';

/** A write, or with `data` undefined a cut to `offset` bytes. */
interface Change {
  readonly offset: number;
  readonly data: Buffer | undefined;
}

/** The unit in which a disk keeps or loses what was not synced. */
const PAGE = 4096;

export class ModelledFile {
  /** As far as `#length`, what is durable. */
  #bytes = Buffer.alloc(PAGE);
  #length = 0;
  #changes: Change[] = [];
  #synced = 0;
  /** Where a write without an offset goes. */
  #end = 0;

  /** How many changes there were, and how many of them, from the first, are durable. */
  get progress(): { readonly written: number; readonly synced: number } {
    return { written: this.#synced + this.#changes.length, synced: this.#synced };
  }

  /** Without an offset the data goes behind what was written so before. */
  write(data: Buffer, offset = this.#end): void {
    this.#changes.push({ offset, data });
    this.#end = offset + data.length;
  }

  truncate(length: number): void {
    this.#changes.push({ offset: length, data: undefined });
    this.#end = Math.min(this.#end, length);
  }

  /** The first `written` changes are durable from here on. */
  sync(written: number): void {
    const count = written - this.#synced;
    if (count <= 0) return;
    for (const change of this.#changes.splice(0, count)) {
      const { bytes, length } = applied(this.#bytes, this.#length, change);
      this.#bytes = bytes;
      this.#length = length;
    }
    this.#synced = written;
  }

  /** What a power cut at this moment leaves. */
  left(unsynced: UnsyncedBytes, random: Random): Buffer {
    const whole = unsynced === 'partly kept' ? anyOf(random) : unsynced;
    if (whole === 'lost') return this.#bytes.subarray(0, this.#length);
    const full = replay(this.#bytes, this.#length, this.#changes);
    if (whole === 'kept') return full;
    const pieces = this.#changes.flatMap((change) => piecesOf(change, random));
    const left = replay(this.#bytes, this.#length, pieces);
    const [least, most] = [
      Math.min(this.#length, full.length),
      Math.max(this.#length, full.length),
    ];
    // A piece that was lost inside the file leaves what stood there before, or zeros.
    const length = between(random, least, most);
    return Buffer.concat([left, Buffer.alloc(Math.max(0, length - left.length))], length);
  }
}

/** Files share a fate only by chance: one may be whole while another lost everything. */
function anyOf(random: Random): UnsyncedBytes {
  const drawn = random();
  if (drawn < 0.2) return 'lost';
  return drawn < 0.4 ? 'kept' : 'partly kept';
}

/** The change in pages, some of which the disk did not get to. */
function piecesOf({ offset, data }: Change, random: Random): Change[] {
  if (data === undefined) return random() < 0.6 ? [{ offset, data }] : [];
  const pieces: Change[] = [];
  for (let at = 0; at < data.length; ) {
    const end = Math.min(data.length, (Math.floor((offset + at) / PAGE) + 1) * PAGE - offset);
    if (random() < 0.6) pieces.push({ offset: offset + at, data: data.subarray(at, end) });
    at = end;
  }
  return pieces;
}

function replay(durable: Buffer, durableLength: number, changes: readonly Change[]): Buffer {
  let bytes = Buffer.from(durable);
  let length = durableLength;
  for (const change of changes) ({ bytes, length } = applied(bytes, length, change));
  return bytes.subarray(0, length);
}

/** Changes `given` in place while there is room. */
function applied(
  given: Buffer,
  length: number,
  { offset, data }: Change,
): { bytes: Buffer<ArrayBuffer>; length: number } {
  const end = offset + (data?.length ?? 0);
  let bytes = given as Buffer<ArrayBuffer>;
  if (end > bytes.length) {
    const larger = Buffer.alloc(Math.max(end, bytes.length * 2));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  }
  // What was cut off reads as zeros if the file grows again.
  if (data === undefined) {
    bytes.fill(0, Math.min(offset, length), length);
    return { bytes, length: offset };
  }
  data.copy(bytes, offset);
  return { bytes, length: Math.max(length, end) };
}
