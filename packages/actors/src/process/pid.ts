declare const protocolBrand: unique symbol;
declare const nameBrand: unique symbol;
declare const monitorBrand: unique symbol;
declare const timerBrand: unique symbol;
declare const taskBrand: unique symbol;

/** Any message: the `type` says which one it is. */
export interface Message {
  /** Tells it from the other messages of its protocol. */
  readonly type: string;
}

/**
 * What a server understands, declared once: the messages of `GenServer.call` (each a `Request`
 * with its reply), of `cast`, of `send`, and those it continues with. Leave out what it has not.
 */
export interface Protocol {
  /** What `GenServer.call` takes: a union of `Request`s. */
  readonly call?: Message;
  /** What `GenServer.cast` takes. */
  readonly cast?: Message;
  /** What `send` and `sendAfter` take, besides what the runtime sends. */
  readonly info?: Message;
  /** What a callback may continue with. */
  readonly continue?: Message;
}

/**
 * The address of one process, branded by the protocol that it speaks. It belongs to one life of a
 * process: a restarted server has another pid.
 */
export interface Pid<in P extends Protocol = never> {
  /** Its number: unique in its actor system, and never used again. */
  readonly id: number;
  /**
   * Exists in the type only.
   *
   * @hidden
   */
  readonly [protocolBrand]: (protocol: P) => void;
}

/** The address of a process of any protocol: enough to watch, link or end it. */
export type AnyPid = Pid;

/** A name under which a process of this protocol can be registered. Made by `processName`. */
export type ProcessName<P extends Protocol> = string & {
  /** @hidden */
  readonly [nameBrand]: (protocol: P) => void;
};

/**
 * A name together with the protocol that is spoken under it, so that `whereis` and `via` are typed.
 * Any string but the empty one; nothing is registered yet.
 */
export function processName<P extends Protocol>(name: string): ProcessName<P> {
  return name as ProcessName<P>;
}

/** One monitor, as answered by `monitor`; it comes back in its DOWN message. */
export interface MonitorRef {
  /**
   * Exists in the type only.
   *
   * @hidden
   */
  readonly [monitorBrand]: true;
}

/** One timer, as answered by `sendAfter`. */
export interface TimerRef {
  /**
   * Exists in the type only.
   *
   * @hidden
   */
  readonly [timerBrand]: true;
}

/** One task, as told apart in its owner's mailbox; its monitor has the same reference. */
export type TaskRef = MonitorRef & { readonly [taskBrand]: true };
