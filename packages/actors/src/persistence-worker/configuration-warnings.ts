/** What is legal but will not do what its author hopes, as sentences that name the options. Pure. */
import { OPTION_SPECS, type OptionName, type WorkerOptions } from './options.ts';

type Relation = '<' | '>' | '≥';

/**
 * The timeout hierarchy, row by row. `made`: the options that the child spec was made with, before
 * anything was changed at run time.
 */
export function hierarchyWarnings(options: WorkerOptions, made: WorkerOptions = options): string[] {
  const warnings: string[] = [];
  const row = (left: OptionName, is: Relation, right: OptionName, why: string): void => {
    warnings.push(`${named(left, options)} ${is} ${named(right, options)}: ${why}`);
  };
  const { storeTimeout, forcePersistenceTimeout, shutdownTimeout, circuitBreakerTimeout } = options;
  if (storeTimeout >= forcePersistenceTimeout) {
    row(
      'storeTimeout',
      '≥',
      'forcePersistenceTimeout',
      'a forced call gives up before a fence may',
    );
  } else if (2 * storeTimeout > forcePersistenceTimeout) {
    const why =
      'a forced call that has to wait for the batch in flight gives up before its own may';
    warnings.push(
      `${named('forcePersistenceTimeout', options)} < 2 × ${named('storeTimeout', options)}: ${why}`,
    );
  }
  if (storeTimeout > shutdownTimeout) {
    const why = 'the final persistence cannot wait for one whole fence';
    row('storeTimeout', '>', 'shutdownTimeout', why);
  }
  if (circuitBreakerTimeout < storeTimeout) {
    const why = 'an open breaker rests for less time than one probe may take';
    row('circuitBreakerTimeout', '<', 'storeTimeout', why);
  }
  if (options.maxBatchSize > options.maxPendingStores) {
    row('maxBatchSize', '>', 'maxPendingStores', 'no batch can be that large');
  }
  if (shutdownTimeout > made.shutdownTimeout) {
    const why = `the worker was made with ${made.shutdownTimeout} ms, and has no more than that`;
    warnings.push(`${named('shutdownTimeout', options)} has no effect: ${why}`);
  }
  return warnings;
}

function named(name: OptionName, options: WorkerOptions): string {
  const unit = OPTION_SPECS[name].kind === 'duration' ? ' ms' : '';
  return `${name} (${options[name]}${unit})`;
}
