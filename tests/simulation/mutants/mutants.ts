/** Bugs that somebody could make, each as one change of one line or two. All must be caught. */
export interface Mutant {
  readonly name: string;
  /** Under `packages/actors/src/persistence-worker/`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'a store is cleared whatever its fence said',
    file: 'core/settle.ts',
    find: 'pending: markIdle(state.pending, storeId, number),\n    due:',
    replace: 'pending: state.pending.delete(storeId),\n    due:',
  },
  {
    name: 'a fence clears what came after it began',
    file: 'core/pending.ts',
    find: 'if (known.seq <= seq) return pending.delete(storeId);',
    replace: 'return pending.delete(storeId);',
  },
  {
    name: 'a fence covers what comes while it is out',
    file: 'ledger.ts',
    find: 'entry.covered = entry.latest;\n    return entry.latest;',
    replace: 'entry.covered = entry.latest;\n    return entry.latest + 1;',
  },
  {
    name: 'batches carry no epoch',
    file: 'core/finish-batch.ts',
    find: 'const stale = batch.epoch !== state.breaker.epoch;',
    replace: 'const stale = false;',
  },
  {
    name: 'a probe has no lease',
    file: 'core/circuit-breaker.ts',
    find: 'return now >= breaker.leaseUntil;',
    replace: 'return false;',
  },
  {
    name: 'half-open lets everything out',
    file: 'core/circuit-breaker.ts',
    find: "return breaker.leaseUntil === undefined ? 'probe' : 'nothing';",
    replace: "return 'batch';",
  },
  {
    name: 'after an outage all go at once',
    file: 'core/finish-batch.ts',
    find: "return sweepAll(startSlowly(state.set('pending', forgive(state.pending))));",
    replace: "return sweepAll(state.set('pending', forgive(state.pending)));",
  },
  {
    name: 'the tick is not armed again after a failure',
    file: 'core/finish-batch.ts',
    find: 'next = lookAhead(holdAgainst(next, batch, step));',
    replace: 'next = holdAgainst(next, batch, step);',
  },
  {
    name: 'a request does not arm the tick',
    file: 'core/looking.ts',
    find: "return state.nextLook === undefined || at < state.nextLook ? state.set('nextLook', at) : state;",
    replace: 'return state;',
  },
  {
    name: 'a caller is answered twice',
    file: 'core/forced-calls.ts',
    find: "return done.isEmpty() ? state : state.set('waiting', state.waiting.deleteAll(done.keys()));",
    replace: 'return state;',
  },
  {
    name: 'a restart forgets the fences that are out',
    file: 'core/succession.ts',
    find: 'unsettled: last.unsettled.merge(last.inFlight),',
    replace: 'unsettled: last.unsettled.clear(),',
  },
  {
    name: 'a late success is not used',
    file: 'core/settle.ts',
    find: "if (outcome.kind === 'fenced') return answerForced(proven(next, message, step), step);",
    replace: '',
  },
  {
    name: 'a late result counts as one in time',
    file: 'core/settle.ts',
    find: 'counters: { ...state.counters, late: state.counters.late + (known ? 1 : 0) },',
    replace:
      "counters: { ...state.counters, succeeded: state.counters.succeeded + (outcome.kind === 'fenced' ? 1 : 0), late: state.counters.late + (known ? 1 : 0) },",
  },
  {
    name: 'chance makes an open time shorter',
    file: 'core/circuit-breaker.ts',
    find: '(1 + OPEN_JITTER * random())',
    replace: '(1 - OPEN_JITTER * random())',
  },
  {
    name: 'the open time does not grow',
    file: 'core/circuit-breaker.ts',
    find: 'Math.min(MOST_OPEN_TIMES, 2 ** (opens - 1))',
    replace: '1',
  },
  {
    name: 'a breaker that opens is not counted',
    file: 'core/circuit-breaker.ts',
    find: 'trips: breaker.trips + 1,\n    opens,',
    replace: 'trips: breaker.trips,\n    opens,',
  },
  {
    name: 'half-open before its time',
    file: 'core/circuit-breaker.ts',
    find: "if (breaker.state !== 'open' || now < breaker.until) return breaker;",
    replace: "if (breaker.state !== 'open') return breaker;",
  },
  {
    name: 'a poisoned store is believed again by its next success',
    file: 'core/poison.ts',
    find: 'return !state.poisoned.has(storeId) && fence >=',
    replace: 'return fence >=',
  },
  {
    name: 'a reopened store believes fences of before',
    file: 'core/poison.ts',
    find: 'believedFrom: state.believedFrom.set(storeId, state.nextNumber),',
    replace: '',
  },
  {
    name: 'a late failure of a sync does not poison',
    file: 'core/settle.ts',
    find: 'return isPoison(outcome) ? answerForced(poison(next, storeId, outcome.error, step), step) : next;',
    replace: 'return next;',
  },
  {
    name: 'a store in quarantine moves the breaker',
    file: 'core/finish-batch.ts',
    find: "if (kind === 'quarantine') return state;\n  const { breaker, options } = state;",
    replace: 'const { breaker, options } = state;',
  },
  {
    name: 'a store in quarantine goes with the others',
    file: 'core/batches.ts',
    find: 'const healthy = due.filter((storeId) => !isQuarantined(storeId));',
    replace: 'const healthy = due;',
  },
  {
    name: 'a failure makes a store young again',
    file: 'core/pending.ts',
    find: 'return pending.delete(storeId).set(storeId, { ...known, trouble });',
    replace:
      'return pending.delete(storeId).set(storeId, { ...known, trouble, since: trouble.notBefore });',
  },
  {
    name: 'a reset lets a held breaker go',
    file: 'core/circuit-breaker.ts',
    find: "return breaker.state === 'isolated' || breaker.state === 'disabled'\n    ? { ...breaker, failures: 0, opens: 0 }",
    replace: "return breaker.state === 'disabled'\n    ? { ...breaker, failures: 0, opens: 0 }",
  },
  {
    name: 'a held breaker is probed at the end',
    file: 'core/circuit-breaker.ts',
    find: "return breaker.state === 'open' ? halfOpen(breaker) : breaker;",
    replace:
      "return breaker.state === 'open' || breaker.state === 'isolated' ? halfOpen(breaker) : breaker;",
  },
  {
    name: 'fences run while it is held',
    file: 'core/circuit-breaker.ts',
    find: "case 'open':\n    case 'isolated':\n      return 'nothing';",
    replace: "case 'isolated':\n      return 'batch';\n    case 'open':\n      return 'nothing';",
  },
  {
    name: 'a more urgent request is not told of',
    file: 'ledger.ts',
    find: 'if (entry.announced === undefined || outranks(priority, entry.announced)) {',
    replace: 'if (entry.announced === undefined) {',
  },
  {
    name: 'nothing is reserved for the oldest',
    file: 'core/choose-batch.ts',
    find: 'const forOldest = limit < 2 ? 0 : Math.max(1, Math.floor(limit * OLDEST_SHARE));',
    replace: 'const forOldest = 0;',
  },
  {
    name: 'the least urgent go first',
    file: 'core/choose-batch.ts',
    find: 'return dueAt(a.store, persistenceInterval) - dueAt(b.store, persistenceInterval);',
    replace: 'return dueAt(b.store, persistenceInterval) - dueAt(a.store, persistenceInterval);',
  },
  {
    name: 'a fence that hangs is never written off',
    file: 'core/unsettled.ts',
    find: 'if (lost.isEmpty()) return state;',
    replace: 'return state;',
  },
  {
    name: 'any number of batches may hang',
    file: 'core/unsettled.ts',
    find: 'return batches.size >= MOST_BATCHES;',
    replace: 'return false;',
  },
  {
    name: 'a restart loses counts',
    file: 'core/succession.ts',
    find: 'counters: { ...counters, cancelled: counters.cancelled + last.inFlight.size },',
    replace: 'counters,',
  },
  {
    name: 'a successor fences nothing of what was pending',
    file: 'core/decide.ts',
    find: 'return next.draining ? drain(next, undefined, step) : sweep(next, step.now);',
    replace: 'return next.draining ? drain(next, undefined, step) : next;',
  },
  {
    name: 'a forced call is answered before its fences are back',
    file: 'core/forced-calls.ts',
    find: 'const done = state.waiting.filter((call) => call.outcomes.size === call.targets.size);',
    replace: 'const done = state.waiting;',
  },
  {
    name: 'a change of options empties the pending set',
    file: 'core/decide.ts',
    find: "const next = keepMode(state.set('options', options), step);",
    replace:
      'const next = keepMode(state.merge({ options, pending: state.pending.clear() }), step);',
  },
  {
    name: 'drained is told while fences are out',
    file: 'core/draining.ts',
    find: 'if (state.batch !== undefined) return false;',
    replace: '',
  },
  {
    name: 'drained is told while stores are pending',
    file: 'core/draining.ts',
    find: 'return !state.options.values.persistenceEnabled || nothingToFence(state);',
    replace: 'return true;',
  },
  {
    name: 'a snapshot begins a new open time',
    file: 'core/snapshot.ts',
    find: 'return { ...common, state, until: now + remainingMs };',
    replace: 'return { ...common, state, until: now + remainingMs * 2 + 1 };',
  },
  {
    name: 'a change of the breaker is not told',
    file: 'core/breaker-moves.ts',
    find: "step.publish(state, { type: 'breaker_changed', from, to: breaker.state, cause, trips });",
    replace:
      "if (cause !== 'reset') step.publish(state, { type: 'breaker_changed', from, to: breaker.state, cause, trips });",
  },
  {
    name: 'more stores than the limit are let in',
    file: 'ledger.ts',
    find: 'return this.doorkeeper.check(this.entries.size, priority);',
    replace: 'return this.doorkeeper.check(this.entries.size - 3, priority);',
  },
  {
    name: 'a threshold of one more',
    file: 'core/circuit-breaker.ts',
    find: 'if (failures >= limits.failureThreshold)',
    replace: 'if (failures > limits.failureThreshold)',
  },
  {
    name: 'a batch that timed out is tried again whole',
    file: 'core/finish-batch.ts',
    find: 'if (timedOut * 2 > size) return halveLimit(state, size);',
    replace: 'if (timedOut * 2 > size) return state;',
  },
];
