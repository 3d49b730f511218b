/** From layers of input to checked values that know their source. Pure; rejects by name. */
import leven from 'leven';
import { InvalidOptionError } from '../errors.ts';
import {
  OPTION_NAMES,
  OPTION_SPECS,
  type OptionName,
  type OptionSpec,
  type WorkerOptions,
  type WorkerOptionsInput,
} from './options.ts';

/** Where a value came from. First wins: `runtime`, `worker`, `environment`, `system`, `default`. */
export type OptionSource = 'runtime' | 'worker' | 'environment' | 'system' | 'default';

export type OptionValue = number | boolean | string;

/** The checked part of one layer: only what it sets. */
export type OptionLayer = Partial<Record<OptionName, OptionValue>>;

export interface OptionLayers {
  readonly runtime: OptionLayer;
  readonly worker: OptionLayer;
  readonly environment: OptionLayer;
  readonly system: OptionLayer;
}

export interface ResolvedOptions {
  readonly layers: OptionLayers;
  readonly values: WorkerOptions;
  readonly sources: Readonly<Record<OptionName, OptionSource>>;
}

const PRECEDENCE = ['runtime', 'worker', 'environment', 'system'] as const;

/** Checks one layer. Throws `ERR_INVALID_OPTION` that names the option, unknown ones included. */
export function checkLayer(input: WorkerOptionsInput): OptionLayer {
  const layer: OptionLayer = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (!isOptionName(name)) throw unknownOption(name, value);
    layer[name] = checkValue(name, OPTION_SPECS[name], value);
  }
  return layer;
}

/** The options that environment variables set. Throws `ERR_INVALID_OPTION` naming the variable. */
export function environmentLayer(
  environment: Readonly<Record<string, string | undefined>>,
): OptionLayer {
  const layer: OptionLayer = {};
  for (const name of OPTION_NAMES) {
    const spec = OPTION_SPECS[name];
    const text = environment[spec.environment];
    if (text === undefined || text === '') continue;
    layer[name] = checkValue(spec.environment, spec, fromText(text, spec));
  }
  return layer;
}

/** Merges the layers over the defaults. */
export function resolveOptions(layers: OptionLayers): ResolvedOptions {
  const values: Record<string, OptionValue> = {};
  const sources: Record<string, OptionSource> = {};
  for (const name of OPTION_NAMES) {
    const source = PRECEDENCE.find((candidate) => layers[candidate][name] !== undefined);
    sources[name] = source ?? 'default';
    values[name] = (source && layers[source][name]) ?? OPTION_SPECS[name].default;
  }
  return {
    layers,
    values: values as unknown as WorkerOptions,
    sources: sources as Record<OptionName, OptionSource>,
  };
}

/** What is legal but will not do what its author hopes, as sentences that name the options. */
export function hierarchyWarnings(options: WorkerOptions): string[] {
  const { storeTimeout, forcePersistenceTimeout, shutdownTimeout } = options;
  const warnings: string[] = [];
  if (storeTimeout >= forcePersistenceTimeout) {
    warnings.push(
      `storeTimeout (${storeTimeout} ms) ≥ forcePersistenceTimeout (${forcePersistenceTimeout} ms): ` +
        'a forced call gives up before one fence may',
    );
  }
  if (storeTimeout > shutdownTimeout) {
    warnings.push(
      `storeTimeout (${storeTimeout} ms) > shutdownTimeout (${shutdownTimeout} ms): ` +
        'the final persistence cannot wait for one whole fence',
    );
  }
  if (options.maxBatchSize > options.maxPendingStores) {
    warnings.push(
      `maxBatchSize (${options.maxBatchSize}) > maxPendingStores (${options.maxPendingStores}): ` +
        'no batch can be that large',
    );
  }
  return warnings;
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTION_SPECS, name);
}

function unknownOption(name: string, value: unknown): InvalidOptionError {
  const [nearest] = OPTION_NAMES.toSorted((a, b) => leven(a, name) - leven(b, name));
  return new InvalidOptionError(name, value, `a known option (did you mean ${nearest}?)`);
}

function checkValue(name: string, spec: OptionSpec, value: unknown): OptionValue {
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

function fromText(text: string, spec: OptionSpec): unknown {
  if (spec.kind === 'flag') return text === 'true' || (text === 'false' ? false : text);
  if (spec.kind === 'choice') return text;
  return /^\d+$/.test(text.trim()) ? Number(text) : text;
}
