/** `npm run bench -- actors`: P1 to P4 and P6, everybody side by side. */
import type { Contender } from '../contenders/contender.ts';
import { dismiss, LineUp, versionsOf } from '../contenders/line-up.ts';
import { commit } from '../machine.ts';
import type { Report } from '../report/report.ts';
import { type CrowdFigures, crowdFigures } from './crowd.ts';
import { linesOf } from './lines.ts';
import type { Measured } from './measured.ts';
import { callRates, castRates, outstandingRates, type Rates } from './messages.ts';
import { panelsOf, sectionsOf } from './pictures.ts';
import { FULL, QUICK, type Setting } from './setting.ts';

const PROGRAMS = {
  Holdfast: 'holdfast.ts',
  nact: 'nact.ts',
  XState: 'xstate.ts',
  Effect: 'effect.ts',
};

export async function benchActors(quick: boolean): Promise<Report> {
  const setting = quick ? QUICK : FULL;
  await using lineUp = await LineUp.gather(PROGRAMS);
  const contenders = await lineUp.startAll();
  const messages = await measureMessages(contenders, setting).finally(() => dismiss(contenders));
  const crowds = new Map<string, CrowdFigures>();
  for (const name of lineUp.names) crowds.set(name, await crowdFigures(lineUp, name, setting));
  const { names, hasOtp } = lineUp;
  const measured: Measured = { setting, ...messages, crowds, names, hasOtp };
  return {
    name: 'actors',
    title: 'GenServers beside their peers',
    lines: linesOf(measured),
    sections: sectionsOf(measured),
    panels: panelsOf(measured),
    versions: versionsOf(contenders, commit()),
  };
}

type Messages = Pick<Measured, 'casts' | 'bursts' | 'calls' | 'outstanding'>;

async function measureMessages(
  contenders: readonly Contender[],
  setting: Setting,
): Promise<Messages> {
  const { burst, otherBursts, pace, shorterPace } = setting;
  const casts = await castRates(contenders, burst, pace);
  const calls = await callRates(contenders, pace);
  const outstanding = await outstandingRates(contenders, setting);
  const bursts = new Map<number, Rates>([[burst, casts]]);
  for (const other of otherBursts) {
    bursts.set(other, await castRates(contenders, other, shorterPace));
  }
  return { casts, calls, outstanding, bursts };
}
