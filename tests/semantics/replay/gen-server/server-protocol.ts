import type { AnyPid, From, Pid, Request, TimerRef } from '@holdfast/actors';
import type { ClientProtocol } from '../client.ts';
import type { Json } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import type { Script, ServerSpec } from './scenario.ts';

/** A message that says what to do with it. */
export interface Scripted {
  readonly type: 'scripted';
  readonly script: Script;
}

/** What no server of a scenario expects. */
export interface Unexpected {
  readonly type: 'unexpected';
}

export interface ServerProtocol {
  readonly call: Request<Scripted, Json> | Request<Unexpected, Json>;
  readonly cast: Scripted | Unexpected;
  readonly info: Scripted | Unexpected;
  readonly continue: Scripted;
}

/** Where servers find those whom their scripts name. */
export interface ServerHome {
  readonly recorder: Recorder;
  clientOf(id: string): Pid<ClientProtocol>;
}

export interface ServerArgs {
  readonly home: ServerHome;
  readonly spec: ServerSpec;
}

/** What a scripted server remembers: the value that its clients see, and what its scripts keep. */
export interface ServerState extends ServerArgs {
  readonly v: Json;
  readonly froms: ReadonlyMap<string, From<Json>>;
  readonly timers: ReadonlyMap<string, TimerRef>;
}

export function scripted(script: Script): Scripted {
  return { type: 'scripted', script };
}

/** The latest process of an id as a server. */
export function serverOf(home: ServerHome, id: string): Pid<ServerProtocol> | undefined {
  return home.recorder.current(id) as (AnyPid & Pid<ServerProtocol>) | undefined;
}
