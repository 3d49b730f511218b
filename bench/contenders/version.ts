import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The version that is installed here, not the one that was asked for. */
export function versionOf(library: string): string {
  return (require(`${library}/package.json`) as { readonly version: string }).version;
}
