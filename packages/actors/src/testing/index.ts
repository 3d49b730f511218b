/** For tests of hosts and adapters: time by hand, and a fence that does as it is told. */
export { ManualClock, settle } from './manual-clock.ts';
export { quiescence } from './quiescence.ts';
export { type FenceCall, type FenceScript, ScriptedFence } from './scripted-fence.ts';
