/** One line of the input, checked. The messages of what is thrown are the reasons of bad lines. */
import { storeId } from '@holdfast/actors/ports';

export interface Entry {
  readonly id: string;
  readonly net: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly updated: number | undefined;
  /** Everything else that the line says. */
  readonly details: Readonly<Record<string, unknown>>;
}

const LONGEST_ID = 512;
const LAST_DAY = 8_640_000_000_000_000;

export function entryFrom(text: string): Entry {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('not a JSON object');
  }
  const { id, net, time, updated, ...details } = value as Record<string, unknown>;
  return {
    id: checkedId(id),
    net: checkedNet(net),
    time: timeFrom(time, 'time'),
    updated: updated === undefined || updated === null ? undefined : timeFrom(updated, 'updated'),
    details,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('not JSON');
  }
}

function checkedId(id: unknown): string {
  if (id === undefined) throw new Error('id is missing');
  if (typeof id === 'string' && id !== '' && id.length <= LONGEST_ID && id.isWellFormed())
    return id;
  throw new Error(`id must be text of 1 to ${LONGEST_ID} characters`);
}

function checkedNet(net: unknown): string {
  if (net === undefined) throw new Error('net is missing');
  return storeId(net, 'net');
}

function timeFrom(value: unknown, field: string): number {
  if (value === undefined) throw new Error(`${field} is missing`);
  const time = typeof value === 'string' ? Date.parse(value) : value;
  if (typeof time === 'number' && Math.abs(time) <= LAST_DAY) return time;
  throw new Error(`${field} must be epoch milliseconds or an ISO 8601 date`);
}
