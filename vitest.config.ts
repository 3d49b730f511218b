import { defineConfig } from 'vitest/config';

// Tests run the sources, not the build: the `source` condition of each package's exports.
// `import` is not among them: Node would take it for the `require` of a library as well.
const conditions = ['source', 'module', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'tests/**/*.test.ts'],
    pool: 'forks',
    // Half of them wait for child processes rather than for a core.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
