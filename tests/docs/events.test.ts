import { ALERTS, DIAGNOSTICS_CHANNELS } from '@holdfast/actors';
import { expect, it } from 'vitest';
import { textOf } from './documents.ts';

/** The first two cells of each row: the type, and whether it is an alert. */
async function rows(): Promise<[type: string, alert: string][]> {
  const text = await textOf('docs/guides/events.md');
  const table = /<!-- events: begin -->\n([\s\S]*?)<!-- events: end -->/.exec(text)?.[1] ?? '';
  return [...table.matchAll(/^\| `(\w+)` \| ?([^|]*?) ?\|/gm)].map((match) => [
    match[1] ?? '',
    match[2] ?? '',
  ]);
}

it('the table in the guide has every event once, and marks those that are alerts', async () => {
  const table = await rows();
  expect(table.map(([type]) => type)).toEqual(Object.keys(DIAGNOSTICS_CHANNELS));
  const alerts = table.filter(([, alert]) => alert !== '').map(([type]) => type);
  expect(alerts.toSorted()).toEqual([...ALERTS].toSorted());
});
