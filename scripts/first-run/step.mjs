/** One step of the first run: a child process, one line on the screen, its output when it fails. */
import { spawn } from 'node:child_process';
import process from 'node:process';

/** A step that failed; the message is the first half of the sentence that the user reads. */
export class StepFailed extends Error {}

export function say(text) {
  process.stdout.write(`bootstrap: ${text}\n`);
}

/** Runs a child to its end. Only ever appends to the screen, so it reads well in a log too. */
export async function step(title, command, args, options) {
  const began = Date.now();
  const verbose = Boolean(process.env.VERBOSE);
  process.stdout.write(`bootstrap: ${title} …${verbose ? '\n' : ' '}`);
  const { failure, output } = await run(command, args, {
    ...options,
    stdio: ['ignore', ...(verbose ? ['inherit', 'inherit'] : ['pipe', 'pipe'])],
  });
  const elapsed = `${((Date.now() - began) / 1000).toFixed(1)} s`;
  process.stdout.write(failure ? `failed after ${elapsed}\n${output}` : `${elapsed}\n`);
  if (failure) throw new StepFailed(`${title} failed (${failure})`);
}

function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, options);
    const stop = () => child.kill();
    process.once('exit', stop);
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    const settle = (failure) => {
      process.off('exit', stop);
      if (output !== '' && !output.endsWith('\n')) output += '\n';
      resolve({ failure, output });
    };
    child.once('error', (error) => settle(error.message));
    child.once('close', (code, signal) => {
      settle(code === 0 ? undefined : signal ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}
