declare const protocolBrand: unique symbol;
declare const nameBrand: unique symbol;
declare const monitorBrand: unique symbol;
declare const timerBrand: unique symbol;
declare const taskBrand: unique symbol;

/** Any message: the `type` says which one it is. */
export interface Message {
  readonly type: string;
}

/**
 * What a server understands, declared once: the messages of `GenServer.call` (each a `Request`
 * with its reply), of `cast`, of `send`, and those it continues with. Leave out what it has not.
 */
export interface Protocol {
  readonly call?: Message;
  readonly cast?: Message;
  readonly info?: Message;
  readonly continue?: Message;
}

/**
 * The address of one process, branded by the protocol that it speaks. It belongs to one life of a
 * process: a restarted server has another pid.
 */
export interface Pid<in P extends Protocol = never> {
  readonly id: number;
  readonly [protocolBrand]: (protocol: P) => void;
}

/** The address of a process of any protocol: enough to watch, link or end it. */
export type AnyPid = Pid;

/** A name under which a process of this protocol can be registered. Made by `processName`. */
export type ProcessName<P extends Protocol> = string & {
  readonly [nameBrand]: (protocol: P) => void;
};

/** Says which protocol is spoken under a name, so that `whereis` gives a typed pid. */
export function processName<P extends Protocol>(name: string): ProcessName<P> {
  return name as ProcessName<P>;
}

/** One monitor, as answered by `monitor`; it comes back in its DOWN message. */
export interface MonitorRef {
  readonly [monitorBrand]: true;
}

/** One timer, as answered by `sendAfter`. */
export interface TimerRef {
  readonly [timerBrand]: true;
}

/** One task, as told apart in its owner's mailbox; its monitor has the same reference. */
export type TaskRef = MonitorRef & { readonly [taskBrand]: true };
