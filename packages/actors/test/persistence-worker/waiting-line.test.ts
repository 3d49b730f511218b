import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type InLine, WaitingLine } from '../../src/persistence-worker/waiting-line.ts';

class Somebody implements InLine<Somebody> {
  ahead: Somebody | undefined = undefined;
  behind: Somebody | undefined = undefined;
}

it('keeps the order in which they came, whoever leaves', () => {
  const joinOrLeave = fc.option(fc.nat(20), { nil: undefined });
  fc.assert(
    fc.property(fc.array(joinOrLeave, { maxLength: 60 }), (steps) => {
      const line = new WaitingLine<Somebody>();
      const model: Somebody[] = [];
      for (const at of steps) {
        const leaver = at === undefined ? undefined : model[at % model.length];
        if (leaver === undefined) {
          const one = new Somebody();
          line.join(one);
          model.push(one);
        } else {
          line.leave(leaver);
          model.splice(model.indexOf(leaver), 1);
        }
      }
      const left: Somebody[] = [];
      for (let one = line.first; one !== undefined; one = line.first) {
        left.push(one);
        line.leave(one);
      }
      expect(left).toEqual(model);
      expect(left.every((one, at) => one === model[at])).toBe(true);
    }),
  );
});
