/** What every contender of this bench is reduced to, and the events that all of them get. */
import type { NewEvent } from '@holdfast/actors/ports';

export interface BenchStore {
  /** Resolves when the events are accepted. */
  append(stream: string, events: readonly NewEvent[]): Promise<unknown>;
  /** Resolves when what was appended before, waiting appends included, is durable. */
  fence(): Promise<unknown>;
  close(): Promise<unknown>;
}

const STREAMS = 100;

/** One of a hundred. */
export function streamName(index: number): string {
  return `stream-${index % STREAMS}`;
}

/** `count` events of 243 characters of JSON each. */
export function eventsOf(count: number): readonly NewEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'reading_taken',
    data: {
      sensor: `sensor-${String(index).padStart(6, '0')}`,
      takenAt: '2026-01-02T03:04:05.678Z',
      value: 12.345678,
      unit: 'hPa',
      quality: 'good',
      remark: 'x'.repeat(88),
    },
  }));
}
