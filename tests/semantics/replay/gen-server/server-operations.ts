import { GenServer, type Pid, type ServerRef, send } from '@holdfast/actors';
import type { Client, ClientContext } from '../client.ts';
import type { Json } from '../json.ts';
import { takeMail } from '../mailbox.ts';
import { unknownOperation } from '../scenario.ts';
import { exitForm, type Labels } from '../values.ts';
import type { BurstItem, Script, ServerOperation, Timeout } from './scenario.ts';
import { type ServerProtocol, scripted } from './server-protocol.ts';
import { command } from './sys-commands.ts';

type Ref = ServerRef<ServerProtocol>;

/** How long a call waits to which a bare server has no answer. */
const RAW_TIMEOUT_MS = 2_000;

/** What clients do to servers, each verb as the client itself. */
export class ServerOperations {
  private readonly labels: Labels;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** `pid`: the process that `server` leads to, for what needs one. */
  perform(
    operation: ServerOperation,
    client: Client,
    self: ClientContext,
    server: Ref,
    pid: Pid<ServerProtocol> | undefined,
  ): Json | Promise<Json> {
    switch (operation.op) {
      case 'call':
        return this.call(operation, client, self, server);
      case 'cast':
      case 'info':
        return sent([operation.op, operation.req], server);
      case 'burst':
        return this.burst(operation.items, self, server);
      case 'raw':
        return this.raw(operation.via, self, server);
      case 'stop': {
        const { reason = 'normal', timeout } = operation;
        const stopped = GenServer.stop(server, reason, waiting(self, timeout));
        return this.answer(stopped.then(() => 'ok'));
      }
      case 'sys':
        return this.answer(command(operation, server, self));
      case 'multi_call':
        return multiCall(operation.req, operation.timeout, self, server);
      case 'abcast':
        GenServer.cast(server, scripted(operation.req));
        return 'abcast';
      case 'exit':
      case 'monitor':
      case 'link':
      case 'unlink':
        return hold(operation, client, self, pid);
      default:
        return unknownOperation(operation);
    }
  }

  /** A call and its result, or the reason why there is none. */
  async call(
    { req, timeout, peek = false }: { req: Script; timeout?: Timeout; peek?: boolean },
    client: Client,
    self: ClientContext,
    server: Ref,
  ): Promise<Json> {
    const called = GenServer.call(server, scripted(req), waiting(self, timeout));
    const result = await this.answer(called);
    if (!peek) return result;
    const had = takeMail(self.self, (ref) => client.monitors.nameOf(ref), this.labels);
    return { ...(result as object), had };
  }

  private async burst(
    items: readonly BurstItem[],
    self: ClientContext,
    server: Ref,
  ): Promise<Json> {
    const results: Json[] = [];
    for (const item of items) {
      if (item[0] !== 'call') results.push(sent(item, server));
      else
        results.push(await this.answer(GenServer.call(server, scripted(item[1]), waiting(self))));
    }
    return results;
  }

  private raw(
    via: 'info' | 'cast' | 'call',
    self: ClientContext,
    server: Ref,
  ): Json | Promise<Json> {
    const message = { type: 'unexpected' } as const;
    if (via === 'call') {
      return this.answer(GenServer.call(server, message, waiting(self, RAW_TIMEOUT_MS)));
    }
    if (via === 'cast') {
      GenServer.cast(server, message);
      return 'ok';
    }
    send(server, message);
    return 'sent';
  }

  private async answer(answer: Promise<Json>): Promise<Json> {
    try {
      return { reply: await answer };
    } catch (error) {
      return exitForm(error, this.labels);
    }
  }
}

function waiting(caller: ClientContext, timeout?: Timeout): GenServer.CallOptions {
  return { caller, ...(timeout !== undefined && { timeout }) };
}

function sent([how, req]: BurstItem, server: Ref): Json {
  if (how === 'cast') {
    GenServer.cast(server, scripted(req));
    return 'ok';
  }
  send(server, scripted(req));
  return 'sent';
}

/** There is one node: a call by name, to which it has an answer or has not. */
async function multiCall(
  req: Script,
  timeout: Timeout = 'infinity',
  self: ClientContext,
  server: Ref,
): Promise<Json> {
  try {
    const answer = await GenServer.call(server, scripted(req), waiting(self, timeout));
    return { replies: [answer], bad: 0 };
  } catch {
    return { replies: [], bad: 1 };
  }
}

function hold(
  operation: Extract<ServerOperation, { op: 'exit' | 'monitor' | 'link' | 'unlink' }>,
  client: Client,
  self: ClientContext,
  pid: Pid<ServerProtocol> | undefined,
): Json {
  if (pid === undefined) return { exit: 'noproc' };
  switch (operation.op) {
    case 'exit':
      self.exit(pid, operation.reason);
      return true;
    case 'monitor':
      client.monitors.set(operation.ref, self.monitor(pid));
      return 'ok';
    case 'link':
      self.link(pid);
      return true;
    case 'unlink':
      self.unlink(pid);
      return true;
  }
}
