/** What the environment says of options, and what it seems to want to say. */
import leven from 'leven';
import { InvalidOptionError } from '../errors.ts';
import { checkValue } from './check-options.ts';
import { OPTION_NAMES, OPTION_SPECS, type OptionLayer, type OptionSpec } from './options.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'HOLDFAST_';

/** So many letters may be wrong for a name to be taken for a misspelled one. */
const NEAR = 3;

/** The options that environment variables set. Throws `ERR_INVALID_OPTION` naming the variable. */
export function environmentLayer(environment: Environment): OptionLayer {
  if (typeof environment !== 'object' || (environment as unknown) === null) {
    throw new InvalidOptionError('environment', environment, 'an object of variables');
  }
  const layer: OptionLayer = {};
  for (const name of OPTION_NAMES) {
    const spec = OPTION_SPECS[name];
    const text: unknown = environment[spec.environment];
    if (text === undefined || text === '') continue;
    layer[name] = checkValue(spec.environment, spec, fromText(text, spec));
  }
  return layer;
}

/**
 * Variables that set nothing and look as if they should, each as a sentence. Others may well begin
 * with `HOLDFAST_`, so they are no errors.
 */
export function misspelledVariables(environment: Environment): string[] {
  const known = OPTION_NAMES.map((name) => OPTION_SPECS[name].environment);
  const found: string[] = [];
  for (const name of Object.keys(environment)) {
    const upper = name.toUpperCase();
    if (!upper.startsWith(PREFIX) || known.includes(name)) continue;
    const [nearest = ''] = known.toSorted((a, b) => leven(a, upper) - leven(b, upper));
    if (leven(nearest, upper) > NEAR) continue;
    found.push(`${name} in the environment sets nothing: did you mean ${nearest}?`);
  }
  return found;
}

function fromText(text: unknown, spec: OptionSpec): unknown {
  if (typeof text !== 'string' || spec.kind === 'choice') return text;
  if (spec.kind === 'flag') return text === 'true' || (text === 'false' ? false : text);
  return /^\d+$/.test(text.trim()) ? Number(text) : text;
}
