import { hasErrorCode, type ServerRef, Sys } from '@holdfast/actors';
import type { ClientContext } from '../client.ts';
import type { Json } from '../json.ts';
import type { GivenReason } from '../values.ts';
import type { SysOperation } from './scenario.ts';
import type { ServerProtocol, ServerState } from './server-protocol.ts';

/** What a system command answers. Rejects as a call does. */
export async function command(
  { cmd, arg, timeout }: SysOperation,
  server: ServerRef<ServerProtocol>,
  caller: ClientContext,
): Promise<Json> {
  const options = { caller, ...(timeout !== undefined && { timeout }) };
  const done = async (verb: Promise<void>): Promise<Json> => {
    await verb;
    return 'ok';
  };
  const replace = (change: (state: ServerState) => ServerState): Promise<Json> =>
    Sys.replaceState(server, change, options).then(({ v }) => v);
  switch (cmd) {
    case 'get_state':
      return ((await Sys.getState(server, options)) as ServerState).v;
    case 'replace_state':
      return replace((state) => ({ ...state, v: arg ?? null }));
    case 'replace_state_raise':
      return replace(() => {
        throw new Error('the change of the state raises');
      }).catch(callbackFailed);
    case 'suspend':
      return done(Sys.suspend(server, options));
    case 'resume':
      return done(Sys.resume(server, options));
    case 'status':
      return (await Sys.getStatus(server, options)).status;
    case 'statistics_on':
      return done(Sys.statistics(server, true, options));
    case 'statistics_off':
      return done(Sys.statistics(server, false, options));
    case 'statistics': {
      const counts = await Sys.statistics(server, 'get', options);
      return counts === 'no_statistics' ? counts : [counts.messagesIn, counts.messagesOut];
    }
    case 'log_on':
      return done(Sys.log(server, typeof arg === 'number' ? { size: arg } : true, options));
    case 'log_off':
      return done(Sys.log(server, false, options));
    case 'log':
      return (await Sys.log(server, 'get', options)).map(({ type }) => type);
    case 'terminate':
      return done(Sys.terminate(server, arg as GivenReason, options));
  }
}

function callbackFailed(error: unknown): Json {
  if (hasErrorCode(error, 'ERR_CALLBACK_FAILED')) return 'callback_failed';
  throw error;
}
