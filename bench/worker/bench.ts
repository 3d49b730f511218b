/** `npm run bench -- worker`: P5, P9, P11, and what a worker does under load and while fences hang. */
import { versionOf } from '../contenders/version.ts';
import { commit } from '../machine.ts';
import type { Report } from '../report/report.ts';
import { linesOf } from './lines.ts';
import { measure } from './measure.ts';
import { panelsOf } from './pictures.ts';
import { FULL, QUICK } from './setting.ts';

export async function benchWorker(quick: boolean): Promise<Report> {
  const setting = quick ? QUICK : FULL;
  const figures = await measure(setting);
  const hash = commit();
  const ours = `Holdfast ${versionOf('../..')}`;
  return {
    name: 'worker',
    title: 'The persistence worker',
    lines: linesOf(figures, setting),
    sections: [],
    panels: panelsOf(figures),
    versions: [
      hash === undefined ? ours : `${ours} (${hash})`,
      `cockatiel ${versionOf('cockatiel')}`,
      `opossum ${versionOf('opossum')}`,
    ],
  };
}
