/** What all generated scenarios have in common. */
import type { Random } from './random.ts';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** An operation, an action, a specification: whatever the format of the scenarios describes. */
export interface Fields {
  readonly [key: string]: Json;
}

export interface Scenario extends Fields {
  readonly theme: string;
  readonly ops: readonly Fields[];
}

/** Makes the body of one scenario; `id` and `kind` are put in front of it. */
export type Make = (random: Random) => Scenario;

/** What a kind has: a maker for each theme. */
export type Themes = Readonly<Record<string, Make>>;

export function reason(random: Random, extra: readonly (readonly [number, Json])[] = []): Json {
  return random.weighted<Json>([
    [3, 'boom'],
    [2, 'normal'],
    [2, 'shutdown'],
    [1, { shutdown: 'bye' }],
    ...extra,
  ]);
}

/** Reasons of exit signals: `kill` cannot be trapped, `killed` can. */
export function signal(random: Random): Json {
  return reason(random, [
    [1.5, 'kill'],
    [0.7, 'killed'],
  ]);
}
