/** What `npm start` and `npm test` do first: everything once, then nothing until it is stale. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeFirstRun, fakeFirstRun } from './fake-first-run.ts';

const installed = 'pnpm install --frozen-lockfile --reporter=append-only []';
const built = 'tsc -b';

describe('the bootstrap', () => {
  let run: FakeFirstRun;
  beforeEach(() => {
    run = fakeFirstRun();
  });
  afterEach(() => {
    rmSync(run.folder, { recursive: true, force: true });
  });

  it('installs and builds, one line each, and says and does nothing the second time', () => {
    const first = run.bootstrap();
    expect(first.stdout).toMatch(
      /^bootstrap: installing with pnpm 10\.0\.1 … [\d.]+ s\nbootstrap: building … [\d.]+ s\n$/,
    );
    expect(first.status).toBe(0);
    expect(run.ran()).toEqual([installed, built]);

    const second = run.bootstrap();
    expect(second.stdout + second.stderr).toBe('');
    expect(second.status).toBe(0);
    expect(run.ran()).toEqual([]);
  });

  it('does again only what has become stale', () => {
    run.bootstrap();
    run.ran();

    run.write('packages/one/src/added.ts', 'export {};\n');
    run.bootstrap();
    expect(run.ran()).toEqual([built]);

    rmSync(join(run.folder, 'packages/one/dist'), { recursive: true });
    run.bootstrap();
    expect(run.ran()).toEqual([built]);

    run.write('pnpm-lock.yaml', 'lockfileVersion: 9 # other\n');
    run.bootstrap();
    expect(run.ran()).toEqual([installed, built]);

    rmSync(join(run.folder, 'node_modules'), { recursive: true });
    run.bootstrap();
    expect(run.ran()).toEqual([installed, built]);
  });

  it('fetches the pinned pnpm with npx when the one on PATH is another', () => {
    expect(run.bootstrap({ FAKE_PNPM_VERSION: '12.21.0' }).status).toBe(0);
    expect(run.ran()).toEqual(['npx --yes pnpm@10.0.1', installed, built]);
  });

  it("keeps npm's own settings from pnpm, except where packages come from", () => {
    const env = { npm_config_omit: 'dev', npm_config_recursive: 'true', NODE_ENV: 'production' };
    run.bootstrap({ ...env, npm_config_registry: 'https://registry.invalid/' });
    expect(run.ran()[0]).toMatch(/\[npm_config_registry\]$/);
  });

  it('tells what failed, shows why, and tries again the next time', () => {
    run.write('refuse', '');
    const failed = run.bootstrap();
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(/installing with pnpm 10\.0\.1 … failed after [\d.]+ s\n/);
    expect(failed.stdout).toContain('ERR_FAKE the registry is away\n');
    expect(failed.stdout.trimEnd().split('\n').at(-1)).toBe(
      'bootstrap: installing with pnpm 10.0.1 failed (exit code 7). ' +
        'Retry with: node scripts/bootstrap.mjs',
    );
    run.ran();

    rmSync(join(run.folder, 'refuse'));
    expect(run.bootstrap().status).toBe(0);
    expect(run.ran()).toEqual([installed, built]);
  });

  it('installs once when two runs start at the same moment', async () => {
    expect(await Promise.all([run.start(), run.start()])).toEqual([0, 0]);
    expect(run.ran()).toEqual([installed, built]);
  });

  it.each([
    ['18.20.4', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['24.1.0', true],
  ])('on Node %s goes on: %s', (version, goesOn) => {
    const versions = `Object.defineProperty(process,'versions',{value:{node:'${version}'}})`;
    const { status, stderr } = run.bootstrap({}, ['--import', `data:text/javascript,${versions}`]);
    expect(status).toBe(goesOn ? 0 : 1);
    if (goesOn) expect(stderr).toBe('');
    else expect(stderr).toContain(`needs Node 20.19.0 or newer; this is Node ${version}. `);
    expect(run.ran()).toEqual(goesOn ? [installed, built] : []);
  });
});
