import fc from 'fast-check';
import { expect, it } from 'vitest';
import { streamKey, streamOf } from '../../src/postgres/stream-key.ts';

const names = fc.string({ unit: fc.constantFrom('\0', '\\', '0', 'a', '🌍') });

it('a key stands for one name, and holds no NUL', () => {
  fc.assert(
    fc.property(names, (name) => {
      const key = streamKey(name);
      expect(key).not.toContain('\0');
      expect(streamOf(key)).toBe(name);
    }),
  );
});

it('an ordinary name is its own key', () => {
  expect(streamKey("order-1 'é'")).toBe("order-1 'é'");
});
