/** Every flag of the main job, once: the parser and the help text are made from this. */

export const DEFAULT_DATA = 'data/quake-ingest';
export const DEFAULT_SECONDS = 20;
export const QUICK_SECONDS = 4;
export const LEAST_SECONDS = 0.1;
export const MOST_SECONDS = 86_400;

export interface FlagSpec {
  /** What stands for its value in the help text; absent for a flag without a value. */
  readonly value?: string;
  readonly help: readonly string[];
}

export type FlagName = 'file' | 'data' | 'duration' | 'quick' | 'chaos' | 'verify' | 'help';

export const FLAGS: Readonly<Record<FlagName, FlagSpec>> = {
  file: {
    value: 'PATH',
    help: [
      'replay your own events: a file with one JSON object per line, each with',
      'id, net (one store per net) and time (epoch ms or ISO 8601); with updated,',
      'a second event at that time. Undisturbed unless --chaos is given.',
      'Default: the built-in catalogue, 1,707 USGS quakes of 12 networks.',
    ],
  },
  data: {
    value: 'DIR',
    help: [
      'where the stores, durable.log and holdfast.log are written. A run begins',
      'afresh: it removes what the run before it left there, and refuses a folder',
      `that holds anything else. Default: ${DEFAULT_DATA}`,
    ],
  },
  duration: {
    value: 'SECONDS',
    help: [
      `how long the replay takes, ${LEAST_SECONDS} to ${MOST_SECONDS}. ` +
        `Default: ${DEFAULT_SECONDS}, with --quick ${QUICK_SECONDS}`,
    ],
  },
  quick: { help: ['a short run with shorter intervals. Default: off'] },
  chaos: {
    help: [
      "make one store's disk fail and crash one worker on the way; both are injected.",
      'Default: on for the built-in catalogue, off with --file',
    ],
  },
  verify: {
    help: [
      'replay nothing: open the stores of the last run, read everything back and',
      'check it against durable.log and the input. Goes with --data only.',
    ],
  },
  help: { help: ['print this text'] },
};

export const FLAG_NAMES: readonly FlagName[] = Object.keys(FLAGS) as FlagName[];
