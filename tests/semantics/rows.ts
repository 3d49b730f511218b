/**
 * The rows of the conformance tables that a runtime must or should show, without those about
 * supervisors and registries: GS GenServer, SY sys, PR processes, TS Task, JS what one thread changes.
 */
export const MUST = rows({
  GS: `01-07 10 14-16 20 24 30-33 35-40 42-45 47-50 52 60-65 70 71 73-76 79-81 86-88 100-102
    106-112 114 115`,
  SY: '01',
  PR: '01-05 08 13 14 20-22 24 27 29 40 41 50 52-54',
  TS: '02-05 07-09',
  JS: '01 02 06 07 09 10 12',
});

export const SHOULD = rows({
  GS: '09 11-13 17-19 34 41 46 51 53 54 72 82-84 89 103 104 113 116',
  SY: '02-09 14-17',
  PR: '06 07 09 11 12 15 26 30 42 43 45 46',
  TS: '06 10 11 20 22-24 29',
  JS: '03 04 08 11',
});

/**
 * The rows about the worker that Holdfast's grew from: PW what its tests show, PC what its documents
 * promise, PD its defects, by their numbers: a test of one shows that it was not copied.
 */
export const WORKER = rows({
  PW: '01-22 30-38',
  PC: '01-11',
  PD: '01-23',
});

/** Rows without a test, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'TS-29': 'A task has no child spec: a TaskSupervisor starts each as a temporary child (TS-01).',
};

/** `{ GS: '01-03' }` is GS-01, GS-02, GS-03. */
function rows(areas: Readonly<Record<string, string>>): string[] {
  return Object.entries(areas).flatMap(([area, numbers]) =>
    numbers.split(/\s+/).flatMap((range) => idsOf(area, range)),
  );
}

function idsOf(area: string, range: string): string[] {
  const [first, last = first] = range.split('-').map(Number) as [number, number?];
  return Array.from({ length: last - first + 1 }, (_, index) => {
    return `${area}-${String(first + index).padStart(2, '0')}`;
  });
}
