import type { Json } from '../json.ts';
import type { Scenario } from '../scenario.ts';

/** A process does something with a key. */
interface WithKey {
  readonly by: string;
  readonly key: string;
}

/** What one of the processes does. */
export type OwnOperation =
  | (WithKey & { readonly op: 'register' | 'unregister_match'; readonly val: Json })
  | (WithKey & { readonly op: 'unregister' })
  | (WithKey & { readonly op: 'update_value'; readonly add: number })
  | (WithKey & { readonly op: 'dispatch' | 'via_send'; readonly msg: Json });

/** What anybody can ask. */
export type Query =
  | { readonly op: 'lookup' | 'whereis' | 'meta_get'; readonly key: string }
  | { readonly op: 'match' | 'meta_put'; readonly key: string; readonly val: Json }
  | { readonly op: 'keys'; readonly of: string }
  | { readonly op: 'values'; readonly key: string; readonly of: string };

export type Operation = OwnOperation | Query | { readonly op: 'kill'; readonly to: string };

export interface RegistryScenario extends Scenario {
  readonly keys: 'unique' | 'duplicate';
  readonly partitions: number;
  readonly listener: boolean;
  readonly procs: readonly { readonly id: string }[];
  readonly ops: readonly Operation[];
}
