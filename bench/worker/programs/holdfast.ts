/** Holdfast as a contender: its persistence worker, told what to do. */
import type { Verbs } from '../../contenders/protocol.ts';
import { serve } from '../../contenders/serve.ts';
import { versionOf } from '../../contenders/version.ts';
import { forcedBesideBare } from './forced.ts';
import { bare, guardAlone, guardBatch, guardItself } from './guard.ts';
import { hang } from './hanging.ts';
import { armed, grow } from './idle.ts';
import { calm, saturated } from './load.ts';
import { withEmbedded, withMemory } from './stores.ts';

/** A number of a command as the mode that it stands for. */
const modeOf = (number = 0): 'interval' | 'eager' => (number === 0 ? 'interval' : 'eager');

const verbs: Verbs = {
  grow: (count = 0) => grow(count),
  armed,
  forced_embedded: (count = 0) => withEmbedded((store) => forcedBesideBare(store, count)),
  forced_memory: (count = 0) => withMemory((store) => forcedBesideBare(store, count)),
  bare: (count = 0) => bare(count),
  guard_itself: (count = 0) => guardItself(count),
  guard_batch: (count = 0) => guardBatch(count),
  guard_alone: (count = 0) => guardAlone(count),
  hang: (ms = 0) => hang(ms),
  calm: (mode, ms = 0) => withEmbedded((store) => calm(store, modeOf(mode), ms)),
  saturated: (mode, ms = 0, waits = 0) =>
    withEmbedded((store) => saturated(store, modeOf(mode), ms, waits === 1)),
};

await serve(versionOf('../..'), verbs);
