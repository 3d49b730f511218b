/** From layers of checked options to values that know their source. Pure. */
import { hierarchyWarnings } from './configuration-warnings.ts';
import {
  OPTION_NAMES,
  OPTION_SPECS,
  type OptionLayer,
  type OptionName,
  type OptionValue,
  type WorkerOptions,
} from './options.ts';

/** Where a value came from. First wins: `runtime`, `worker`, `environment`, `system`, `default`. */
export type OptionSource = 'runtime' | 'worker' | 'environment' | 'system' | 'default';

export interface OptionLayers {
  readonly runtime: OptionLayer;
  readonly worker: OptionLayer;
  readonly environment: OptionLayer;
  readonly system: OptionLayer;
  /** What is wrong with where they came from, as sentences. */
  readonly doubts?: readonly string[];
}

/** A worker's options in force, and where each came from. */
export interface EffectiveOptions {
  /** The options in force; durations in ms. */
  readonly values: WorkerOptions;
  /** Which layer each value came from. */
  readonly sources: Readonly<Record<OptionName, OptionSource>>;
  /** What is legal and will hardly do what its author hopes, as sentences that name the options. */
  readonly warnings: readonly string[];
}

export interface ResolvedOptions extends EffectiveOptions {
  readonly layers: OptionLayers;
}

const PRECEDENCE = ['runtime', 'worker', 'environment', 'system'] as const;

/** What was resolved last: the workers of a system mostly have the same options, and share them. */
let last: { readonly text: string; readonly resolved: ResolvedOptions } | undefined;

/** Merges the layers over the defaults. */
export function resolveOptions(layers: OptionLayers): ResolvedOptions {
  const text = JSON.stringify(layers);
  if (last?.text !== text) last = { text, resolved: merge(layers) };
  return last.resolved;
}

function merge(layers: OptionLayers): ResolvedOptions {
  const sources: Record<string, OptionSource> = {};
  for (const name of OPTION_NAMES) {
    sources[name] = PRECEDENCE.find((layer) => layers[layer][name] !== undefined) ?? 'default';
  }
  const values = valuesOf(layers);
  const warnings = [
    ...(layers.doubts ?? []),
    ...hierarchyWarnings(values, valuesOf({ ...layers, runtime: {} })),
  ];
  return Object.freeze({
    layers,
    values,
    sources: Object.freeze(sources as Record<OptionName, OptionSource>),
    warnings: Object.freeze(warnings),
  });
}

/** What a host may know of them. */
export function effective({ values, sources, warnings }: ResolvedOptions): EffectiveOptions {
  return { values, sources, warnings };
}

function valuesOf(layers: OptionLayers): WorkerOptions {
  const values: Record<string, OptionValue> = {};
  for (const name of OPTION_NAMES) {
    const source = PRECEDENCE.find((layer) => layers[layer][name] !== undefined);
    values[name] = (source && layers[source][name]) ?? OPTION_SPECS[name].default;
  }
  return Object.freeze(values) as unknown as WorkerOptions;
}
