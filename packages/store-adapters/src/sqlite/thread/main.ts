/** Where the thread begins: opens the engine, says so, and answers one request after the other. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Engine } from './engine.ts';
import { failureOf } from './failure.ts';
import type { Answer, Question, ThreadOptions } from './protocol.ts';

void serve(parentPort as MessagePort, workerData as ThreadOptions);

async function serve(port: MessagePort, options: ThreadOptions): Promise<void> {
  const say = (answer: Answer): void => {
    port.postMessage(answer);
  };
  let engine: Engine;
  try {
    engine = await Engine.open(options);
  } catch (error) {
    say({ id: 0, failure: failureOf(error, true) });
    return;
  }
  port.on('message', ({ id, request }: Question) => {
    try {
      say({ id, value: engine.perform(request) });
    } catch (error) {
      say({ id, failure: engine.explain(error, request) });
    }
    // A thread that listens to nobody ends, and only then has libsql let go of the file.
    if (request.kind === 'close') port.close();
    else if (request.kind === 'write') {
      const failure = engine.tidy();
      if (failure !== undefined) say({ id: 0, failure });
    }
  });
  say({ id: 0 });
}
