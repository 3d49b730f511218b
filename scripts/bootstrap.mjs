/**
 * What `npm start` and `npm test` run first: installs with the pinned pnpm and builds, but only
 * what is not current. Plain Node, no dependencies: nothing may be installed yet.
 */
import process from 'node:process';
import { nodeVersionProblem } from './first-run/node-version.mjs';

const problem = nodeVersionProblem(process.versions.node);
if (problem === undefined) {
  // Imported only now, so that an old Node reads the sentence and not a syntax error.
  import('./first-run/bring-up-to-date.mjs').then(({ bringUpToDate }) => bringUpToDate());
} else {
  console.error(problem);
  process.exitCode = 1;
}
