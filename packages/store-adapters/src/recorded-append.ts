import type { RecordedEvent } from '@holdfast/actors/ports';

/** One accepted append, as an adapter keeps it. */
export interface RecordedAppend {
  /** Where it was appended. */
  readonly stream: string;
  /** Version of its first event, from 1. */
  readonly firstVersion: number;
  /** Position of its first event in the whole store, from 1. */
  readonly firstPosition: number;
  /** When it was accepted, as epoch milliseconds. */
  readonly recordedAt: number;
  /** The decoded events: `[type, data]` or `[type, data, metadata]`. */
  readonly events: readonly EventTuple[];
}

/**
 * An event as the door wrote it down.
 *
 * @inline
 */
export type EventTuple = readonly [type: string, data: unknown, metadata?: unknown];

/** Decodes the `body` that the door made of an append's events. */
export function decodeEvents(body: string): readonly EventTuple[] {
  return JSON.parse(`[${body}]`) as EventTuple[];
}

/** The event at `offset` of a recorded append, as a reader sees it. */
export function recordedEvent(append: RecordedAppend, offset: number): RecordedEvent {
  const tuple = append.events[offset] as EventTuple;
  const event: RecordedEvent = {
    stream: append.stream,
    version: BigInt(append.firstVersion + offset),
    position: BigInt(append.firstPosition + offset),
    recordedAt: append.recordedAt,
    type: tuple[0],
    data: tuple[1],
  };
  return tuple.length > 2 ? { ...event, metadata: tuple[2] } : event;
}
