/** Whether what a host wrote is legal. Pure; rejects by name. */
import leven from 'leven';
import { InvalidOptionError } from '../errors.ts';
import {
  OPTION_NAMES,
  OPTION_SPECS,
  type OptionLayer,
  type OptionName,
  type OptionSpec,
  type OptionValue,
  type WorkerOptionsInput,
} from './options.ts';

/** Checks one layer. Throws `ERR_INVALID_OPTION` that names the option, unknown ones included. */
export function checkLayer(input: WorkerOptionsInput): OptionLayer {
  if (typeof input !== 'object' || (input as unknown) === null || Array.isArray(input)) {
    throw new InvalidOptionError('options', input, 'an object of options');
  }
  const layer: OptionLayer = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (!isOptionName(name)) throw unknownOption(name, value);
    layer[name] = checkValue(name, OPTION_SPECS[name], value);
  }
  return layer;
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTION_SPECS, name);
}

function unknownOption(name: string, value: unknown): InvalidOptionError {
  const [nearest] = OPTION_NAMES.toSorted((a, b) => leven(a, name) - leven(b, name));
  return new InvalidOptionError(name, value, `a known option (did you mean ${nearest}?)`);
}

/** Throws `ERR_INVALID_OPTION` for `name`, unless the value is legal for the option. */
export function checkValue(name: string, spec: OptionSpec, value: unknown): OptionValue {
  if (spec.kind === 'flag') {
    if (typeof value === 'boolean') return value;
    throw new InvalidOptionError(name, value, 'true or false');
  }
  if (spec.kind === 'choice') {
    const { choices = [] } = spec;
    if (typeof value === 'string' && choices.includes(value)) return value;
    throw new InvalidOptionError(name, value, choices.map((text) => `'${text}'`).join(' or '));
  }
  const number = spec.kind === 'duration' ? milliseconds(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= spec.max) {
    return number;
  }
  throw new InvalidOptionError(
    name,
    value,
    spec.kind === 'duration'
      ? `a duration of 1 to ${spec.max} ms, as a whole number or as text such as "5s"`
      : `a whole number from 1 to ${spec.max}`,
  );
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `250ms`, `5s`, `1.5m`, `1h` or plain milliseconds. Anything else is returned as it is. */
function milliseconds(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/.exec(value.trim());
  const unit = match?.[2] === undefined ? undefined : UNITS_MS[match[2]];
  return match === null || unit === undefined ? value : Number(match[1]) * unit;
}
