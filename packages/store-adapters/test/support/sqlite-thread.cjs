/**
 * The thread of the SQLite engine where the sources are run and not the build: Node 20 starts no
 * thread from TypeScript, and a thread does not take over the loader of its process. Where the
 * build is as new as the sources it is taken instead: tests open hundreds of stores, and compiling
 * takes longer than all the rest of it.
 */
const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const root = join(__dirname, '..', '..');
const THREAD = join('sqlite', 'thread');
const names = readdirSync(join(root, 'src', THREAD)).map((name) => join(THREAD, name));

if ([...names, 'version-matches.ts'].every(isBuilt)) {
  // Not by a path that can be read off: a fresh tree has no build.
  void import(pathToFileURL(join(root, 'dist', THREAD, 'main.js')).href);
} else {
  require('tsx/cjs/api').register();
  require('../../src/sqlite/thread/main.ts');
}

function isBuilt(name) {
  const build = statSync(join(root, 'dist', name.replace(/ts$/, 'js')), { throwIfNoEntry: false });
  return build !== undefined && build.mtimeMs >= statSync(join(root, 'src', name)).mtimeMs;
}
