import { InvalidOptionError, type ProcessName, type Via } from '@holdfast/actors';
import { completeIntensity, type RestartIntensity } from '../restart-intensity.ts';
import { oneOf } from '../supervisor-options.ts';
import type { DynamicSupervisorProtocol } from './protocol.ts';

/** How to start a dynamic supervisor. Source: Elixir DynamicSupervisor, init/1. */
export interface DynamicSupervisorOptions<Extra extends readonly unknown[] = readonly []>
  extends Partial<RestartIntensity> {
  /** Under which it is registered. Default none. */
  readonly name?:
    | ProcessName<DynamicSupervisorProtocol<Extra>>
    | Via<DynamicSupervisorProtocol<Extra>>;
  /** How many children there may be, restarting ones included. Default `infinity`. */
  readonly maxChildren?: number | 'infinity';
  /** Given to every start function in front of the child's own arguments. Default none. */
  readonly extraArguments?: Extra;
  /** The only one that there is. */
  readonly strategy?: 'one_for_one';
  /** The only one that there is: children without an id cannot be significant. */
  readonly autoShutdown?: 'never';
}

/** Options that have been checked, with the defaults filled in. */
export interface DynamicSupervisorConfig {
  readonly intensity: RestartIntensity;
  readonly maxChildren: number;
  readonly extraArguments: readonly unknown[];
}

/** Throws `ERR_INVALID_OPTION` that names the option. */
export function dynamicConfigOf(
  options: Omit<DynamicSupervisorOptions<readonly unknown[]>, 'name'>,
): DynamicSupervisorConfig {
  const { strategy = 'one_for_one', autoShutdown = 'never' } = options;
  const { maxChildren = 'infinity', extraArguments = [] } = options;
  oneOf('strategy', strategy, ['one_for_one']);
  const intensity = completeIntensity(options);
  if (maxChildren !== 'infinity' && !(Number.isInteger(maxChildren) && maxChildren >= 0)) {
    throw new InvalidOptionError('maxChildren', maxChildren, 'a whole number ≥ 0 or infinity');
  }
  if (!Array.isArray(extraArguments)) {
    throw new InvalidOptionError('extraArguments', extraArguments, 'an array');
  }
  oneOf('autoShutdown', autoShutdown, ['never']);
  const limit = maxChildren === 'infinity' ? Number.POSITIVE_INFINITY : maxChildren;
  return { intensity, maxChildren: limit, extraArguments };
}
