/**
 * Whether what is installed and built belongs to what is checked out, told cheaply: contents of
 * the few files that steer an install; path, size and time of the sources that are built.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const NEVER_SOURCES = new Set(['dist', 'node_modules', 'data']);

/** Changes when another set of packages would be installed. */
export function installFingerprint(root) {
  const [major] = process.versions.node.split('.');
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${major}\n`);
  const manifests = ['', ...members(root)].map((member) => join(member, 'package.json'));
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', ...manifests]) {
    const path = join(root, name);
    hash.update(`${name}\n`).update(existsSync(path) ? readFileSync(path) : 'absent');
  }
  return hash.digest('hex');
}

/** Changes when `tsc -b` would have something to do. */
export function buildFingerprint(root) {
  const hash = createHash('sha256').update(installFingerprint(root));
  const folders = projects(root);
  const configs = ['tsconfig.base.json', 'tsconfig.json'].concat(
    folders.map((folder) => join(folder, 'tsconfig.json')),
  );
  for (const name of [...configs, ...folders.flatMap((folder) => sources(root, folder))]) {
    const { size, mtimeMs } = statSync(join(root, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Whether a member's packages are gone although the stamp is there, as after `git clean`. */
export function missingInstall(root) {
  return members(root).some((member) => {
    const manifest = JSON.parse(readFileSync(join(root, member, 'package.json'), 'utf8'));
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
    return Object.keys(wanted).some(
      (name) => !existsSync(join(root, member, 'node_modules', name)),
    );
  });
}

/** Whether a project's output is gone; its build notes stand inside the output for this. */
export function missingBuild(root) {
  return projects(root).some((folder) => !existsSync(join(root, folder, 'dist', '.tsbuildinfo')));
}

/** Workspace members: the packages, and the folders beside them that have a manifest. */
function members(root) {
  const inPackages = subfolders(root, 'packages');
  return [...inPackages, ...subfolders(root, '')].filter((folder) =>
    existsSync(join(root, folder, 'package.json')),
  );
}

function projects(root) {
  return members(root).filter((member) => existsSync(join(root, member, 'tsconfig.json')));
}

function sources(root, folder) {
  const inside = readdirSync(join(root, folder), { withFileTypes: true });
  return inside
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NEVER_SOURCES.has(entry.name) ? [] : sources(root, path);
      return entry.name.endsWith('.ts') ? [path] : [];
    });
}

function subfolders(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => join(folder, entry.name))
    .sort();
}
