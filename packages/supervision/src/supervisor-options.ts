import { InvalidOptionError, type Parent } from '@holdfast/actors';
import { completeChildSpecs } from './check-child-spec.ts';
import type { AutoShutdown, ChildDefinition, CompleteChildSpec, Ignore } from './child-spec.ts';
import { completeIntensity, type RestartIntensity } from './restart-intensity.ts';
import type { ShutdownOrder } from './shutdown.ts';
import { STRATEGIES, type StrategyName } from './strategies/decide.ts';

/** What a supervisor does, and with which children. Source: OTP supervisor, sup_flags(). */
export interface SupervisorFlags extends Partial<RestartIntensity> {
  /** Started one after the other in this order, ended in reverse. */
  readonly children: readonly ChildDefinition[];
  /** Default `one_for_one`. */
  readonly strategy?: StrategyName;
  /** Default `never`. */
  readonly autoShutdown?: AutoShutdown;
  /** Default `reverse_start`, as in OTP. */
  readonly shutdownOrder?: ShutdownOrder;
}

/**
 * Answers the flags in the supervisor's own process, at its start: `ignore()` for a supervisor that
 * is not needed; what it throws is the reason why the start fails.
 */
export type SupervisorInit = (
  supervisor: Parent,
) => SupervisorFlags | Ignore | Promise<SupervisorFlags | Ignore>;

/** Flags that have been checked, with the defaults filled in. */
export interface SupervisorConfig {
  readonly specs: readonly CompleteChildSpec[];
  readonly strategy: StrategyName;
  readonly intensity: RestartIntensity;
  readonly autoShutdown: AutoShutdown;
  readonly shutdownOrder: ShutdownOrder;
}

/** Throws `ERR_INVALID_OPTION` that names the option, or the field of a child. */
export function configOf(flags: SupervisorFlags): SupervisorConfig {
  const { strategy = 'one_for_one', autoShutdown = 'never' } = flags;
  const { shutdownOrder = 'reverse_start' } = flags;
  oneOf('strategy', strategy, Object.keys(STRATEGIES));
  const intensity = completeIntensity(flags);
  oneOf('autoShutdown', autoShutdown, ['never', 'any_significant', 'all_significant']);
  oneOf('shutdownOrder', shutdownOrder, ['reverse_start', 'all_at_once']);
  const specs = completeChildSpecs(flags.children, autoShutdown);
  return { specs, strategy, intensity, autoShutdown, shutdownOrder };
}

export function oneOf(option: string, value: unknown, allowed: readonly string[]): void {
  const known: readonly unknown[] = allowed;
  if (!known.includes(value)) throw new InvalidOptionError(option, value, allowed.join(' or '));
}

/** A name is needed: without it nobody finds the successor of a process that is restarted. */
export function checkName(name: unknown): void {
  if ((typeof name === 'string' && name !== '') || isVia(name)) return;
  throw new InvalidOptionError('name', name, 'a name, as a string that is not empty or a via name');
}

export function isVia(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'whereis' in value;
}
