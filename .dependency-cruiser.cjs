/**
 * Who may import whom, read by `depcruise packages examples tests bench`. Each rule has been seen
 * to fail on a planted breach: tests/gate/direction.test.ts plants them.
 *
 * Packages meet by name only; the `source` condition of their exports leads the cruiser into the
 * sources, so a rule may name the very file that an entry point stands for.
 */

const actors = '^packages/actors/';
const supervision = '^packages/supervision/';
const adapters = '^packages/store-adapters/';
const anySource = '^packages/[^/]+/src/';

/** Every file that the exports of @holdfast/actors lead to. */
const actorsEntries =
  '^packages/actors/src/(index|core|ports/index|testing/index|logging/winston-logger)[.]ts$';

/** An installed package, or its bare name where it is imported without being installed. */
const library = (name) => `(^|/)node_modules/${name}/|^${name}(/|$)`;

const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** One folder of actors and the only folders below it that it may import. */
const layer = (folder, below) =>
  never(
    `actors-${folder}-imports-down`,
    `In actors, ${folder} may import ${below.join(', ')}, and nothing else of the package.`,
    { path: `${actors}src/${folder}/` },
    {
      path: `${actors}src/`,
      pathNot: `${actors}src/((${[folder, ...below].join('|')})/|errors[.]ts$)`,
    },
  );

const betweenPackages = [
  never(
    'actors-imports-no-sibling',
    'actors is the ground: supervision and store-adapters stand on it, never the reverse.',
    { path: actors },
    { path: [supervision, adapters, '^@holdfast/(supervision|store-adapters)'] },
  ),
  never(
    'supervision-imports-no-adapter',
    'A supervisor knows workers, not stores: the port stands between.',
    { path: supervision },
    { path: [adapters, '^@holdfast/store-adapters'] },
  ),
  never(
    'supervision-uses-public-entries',
    'What supervision needs of actors is public, or has to become public.',
    { path: supervision },
    { path: actors, pathNot: actorsEntries },
  ),
  never(
    'adapters-import-only-ports',
    'An adapter implements the port and knows nothing else: no GenServer, no worker.',
    { path: `${adapters}src/` },
    { path: [actors, '^@holdfast/actors'], pathNot: `${actors}src/ports/index[.]ts$` },
  ),
  never(
    'adapters-import-no-supervision',
    'Adapters do not know that they are supervised.',
    { path: adapters },
    { path: [supervision, '^@holdfast/supervision'] },
  ),
  never(
    'packages-meet-by-name',
    'Another package is imported by its name: a path goes around its public names.',
    { path: '^packages/([^/]+)/' },
    { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
  ),
  never(
    'outside-uses-names-not-paths',
    'tests, examples and bench see what a user sees: names, never a path into a package.',
    { path: '^(tests|examples|bench)/' },
    { path: '^packages/', dependencyTypes: ['local'] },
  ),
];

/** What the core of the worker speaks of; the rest of that folder performs. */
const vocabulary = 'messages|events|force-result|options|priority|resolve-options';

const withinActors = [
  layer('persistence-worker', ['gen-server', 'process', 'ports', 'logging']),
  layer('gen-server', ['process', 'logging']),
  layer('task', ['process']),
  layer('process', ['logging']),
  layer('ports', []),
  layer('logging', []),
  never(
    'core-is-pure',
    'The core of the worker decides with what it is given: no shell, no process, no Node.',
    { path: `${actors}src/persistence-worker/core/` },
    {
      path: `${actors}src/(process/|persistence-worker/[^/]+[.]ts$)`,
      pathNot: `${actors}src/persistence-worker/(${vocabulary})[.]ts$`,
    },
  ),
  never(
    'source-imports-no-testing',
    'The tools for tests are for tests; only they may use each other.',
    { path: anySource, pathNot: `${actors}src/testing/` },
    { path: [`${actors}src/testing/`, '^@holdfast/actors/testing'] },
  ),
];

const withinSupervision = [
  never(
    'strategies-are-pure',
    'A strategy decides with what it is given; the shell starts, stops and waits.',
    { path: `${supervision}src/strategies/` },
    {
      path: `${supervision}src/`,
      pathNot: `${supervision}src/(strategies/|(child-spec|children|restart-intensity)[.]ts$)`,
    },
  ),
];

const oneFileOnly = [
  never(
    'nact-in-one-file',
    'nact-host.ts hides what nact leaves out (bounds, crash reasons); bench compares with it.',
    { pathNot: `${actors}src/process/nact-host[.]ts$|^bench/` },
    { path: library('nact') },
  ),
  never(
    'winston-in-one-file',
    'Everybody else logs through the Logger port. The tests of that one file may build a logger.',
    { pathNot: `${actors}(src/logging/winston-logger[.]ts$|test/)` },
    { path: library('winston') },
  ),
  never(
    'classic-level-in-embedded',
    'Who uses no embedded store installs no engine. Tests may look at what it wrote.',
    { path: '^(packages|examples|bench)/', pathNot: `${adapters}(src/embedded|test)/` },
    { path: library('classic-level') },
  ),
  never(
    'libsql-in-sqlite',
    'Who uses no SQLite installs no engine. Tests may look at what it wrote.',
    { path: '^(packages|examples|bench)/', pathNot: `${adapters}(src/sqlite|test)/` },
    { path: library('libsql') },
  ),
];

const everywhere = [
  never(
    'no-cycles',
    'A cycle, even of types, means that two files are one idea or that one belongs below.',
    {},
    { circular: true },
  ),
  never(
    'nothing-unresolvable',
    'What cannot be resolved cannot be judged by the other rules, and will not run either.',
    {},
    { couldNotResolve: true },
  ),
  never(
    'source-declares-what-it-imports',
    'A published file may not need what only this repository installs.',
    { path: anySource },
    {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional'],
    },
  ),
];

module.exports = {
  forbidden: [
    ...betweenPackages,
    ...withinActors,
    ...withinSupervision,
    ...oneFileOnly,
    ...everywhere,
  ],
  options: {
    // Imports of types count too: the compiler drops them, a reader does not.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Only our own builds: many libraries keep what they publish in a folder called dist.
    exclude: { path: '^((packages/[^/]+|examples|tests|bench)/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};
