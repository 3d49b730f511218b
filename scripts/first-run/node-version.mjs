/** The oldest Node that Holdfast runs on; the `engines` of every package.json say the same. */
const OLDEST = [20, 19, 0];

/** One sentence for whoever runs a Node that is too old; undefined when it is new enough. */
export function nodeVersionProblem(version) {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  const different = OLDEST.findIndex((oldest, index) => parts[index] !== oldest);
  if (different === -1 || parts[different] > OLDEST[different]) return undefined;
  return (
    `Holdfast needs Node ${OLDEST.join('.')} or newer; this is Node ${version}. ` +
    'Install a newer one from https://nodejs.org (or run: nvm install) and try again.'
  );
}
