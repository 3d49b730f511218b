import { describeValue, type NewEvent } from '@holdfast/actors/ports';
import { type EventField, InvalidEventError } from './errors.ts';

/** The longest legal event type, in UTF-16 units. */
export const MAX_EVENT_TYPE_LENGTH = 256;

/**
 * The JSON text `[type,data]` or `[type,data,metadata]` of one event, made at the door so that
 * nobody can change the event afterwards. `JSON.stringify` decides what is representable: a value
 * that it drops or refuses is refused here. Throws `ERR_INVALID_EVENT` naming `index` and field.
 */
export function eventText(event: unknown, index: number): string {
  if (typeof event !== 'object' || event === null) {
    throw new InvalidEventError(index, 'event', `must be an object; got ${describeValue(event)}`);
  }
  const { type, data, metadata } = event as Partial<NewEvent>;
  const head = `[${typeText(type, index)},${jsonText(data, index, 'data')}`;
  return metadata === undefined ? `${head}]` : `${head},${jsonText(metadata, index, 'metadata')}]`;
}

function typeText(type: unknown, index: number): string {
  if (typeof type !== 'string' || type.length === 0 || type.length > MAX_EVENT_TYPE_LENGTH) {
    const expected = `a string of 1 to ${MAX_EVENT_TYPE_LENGTH} characters`;
    throw new InvalidEventError(index, 'type', `must be ${expected}; got ${describeValue(type)}`);
  }
  if (!type.isWellFormed()) {
    throw new InvalidEventError(index, 'type', 'must be free of lone surrogates');
  }
  return JSON.stringify(type);
}

function jsonText(value: unknown, index: number, field: EventField): string {
  let text: string | undefined;
  try {
    text = stringify(value);
  } catch (cause) {
    throw new InvalidEventError(index, field, 'cannot be represented as JSON', cause);
  }
  if (text === undefined) {
    const problem = `cannot be represented as JSON; got ${describeValue(value)}`;
    throw new InvalidEventError(index, field, problem);
  }
  return text;
}

/** The declared type leaves out that functions, symbols and `undefined` give no text. */
const stringify: (value: unknown) => string | undefined = JSON.stringify;
