import { count } from './display/format.ts';

/** The options of the workers in this demonstration: short, so that a viewer sees things happen. */
export interface DemoOptions {
  readonly persistenceInterval: number;
  readonly circuitBreakerFailureThreshold: number;
  readonly circuitBreakerTimeout: number;
}

export function demoOptions(quick: boolean): DemoOptions {
  return {
    persistenceInterval: quick ? 100 : 250,
    circuitBreakerFailureThreshold: 3,
    circuitBreakerTimeout: quick ? 500 : 2_000,
  };
}

export function describeOptions(options: DemoOptions): string[] {
  const { persistenceInterval, circuitBreakerFailureThreshold, circuitBreakerTimeout } = options;
  return [
    "Options of this demonstration, in brackets Holdfast's defaults:",
    `  persistenceInterval            ${milliseconds(persistenceInterval)} (5,000 ms)`,
    `  circuitBreakerFailureThreshold ${circuitBreakerFailureThreshold} failed batches (5)`,
    `  circuitBreakerTimeout          ${milliseconds(circuitBreakerTimeout)} (60,000 ms)`,
  ];
}

function milliseconds(ms: number): string {
  return `${count(ms)} ms`;
}
