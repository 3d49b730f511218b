/**
 * How the bench speaks with a contender, whatever it is written in: each is a program of its own
 * that gets one command a line (`casts 1000000 1000`) and answers one line (`ms=52.1 done=1000000`)
 * when it has done it. Its first line says what it can do and which version it is.
 */

/** Figures by name. `ms`: how long it took by the contender's own clock. */
export type Answer = Readonly<Record<string, number>>;

/** What a contender can be told to do, by name. */
export type Verbs = Readonly<Record<string, (...numbers: number[]) => Promise<Answer>>>;

export interface Greeting {
  readonly verbs: ReadonlySet<string>;
  readonly version: string;
}

export function formatGreeting(verbs: readonly string[], version: string): string {
  return `ready ${verbs.join(',')} ${version}`;
}

/** Throws for any other line, which is what a contender printed before it failed. */
export function parseGreeting(line: string): Greeting {
  const { verbs, version } = /^ready (?<verbs>[a-z_,]+) (?<version>.+)$/.exec(line)?.groups ?? {};
  if (verbs === undefined || version === undefined) throw new Error(`no greeting: ${line}`);
  return { verbs: new Set(verbs.split(',')), version };
}

export function formatAnswer(answer: Answer): string {
  return Object.entries(answer)
    .map(([name, figure]) => `${name}=${figure}`)
    .join(' ');
}

/** Throws for a line that is not made of figures: an error that the contender tells. */
export function parseAnswer(line: string): Answer {
  const figures = line.split(' ').map((pair) => /^([a-z0-9]+)=(-?[0-9.e+-]+)$/.exec(pair));
  return Object.fromEntries(
    figures.map((match) => {
      const value = Number(match?.[2]);
      if (match?.[1] === undefined || Number.isNaN(value)) throw new Error(line);
      return [match[1], value];
    }),
  );
}
