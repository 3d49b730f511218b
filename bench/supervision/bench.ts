/** `npm run bench -- supervision`: P7, and the life of 100,000 supervised workers. */
import { dismiss, LineUp, versionsOf } from '../contenders/line-up.ts';
import { commit } from '../machine.ts';
import { formatCount } from '../report/figures.ts';
import type { Report } from '../report/report.ts';
import { crowdLives } from './crowd.ts';
import { linesOf } from './lines.ts';
import { panelsOf } from './pictures.ts';
import { restartTimes } from './restarts.ts';
import { FULL, QUICK } from './setting.ts';

export async function benchSupervision(quick: boolean): Promise<Report> {
  const setting = quick ? QUICK : FULL;
  await using lineUp = await LineUp.gather({ Holdfast: 'holdfast-supervised.ts' });
  const { hasOtp } = lineUp;
  const contenders = await lineUp.startAll();
  try {
    const restarts = await restartTimes(contenders, setting);
    const lives = await crowdLives(contenders, setting);
    const measured = { setting, restarts, lives, hasOtp };
    return {
      name: 'supervision',
      title: `Restarts, and ${formatCount(setting.workers)} supervised workers`,
      lines: linesOf(measured),
      sections: [],
      panels: panelsOf(measured),
      versions: versionsOf(contenders, commit()),
    };
  } finally {
    await dismiss(contenders);
  }
}
