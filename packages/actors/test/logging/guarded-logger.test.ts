import { describe, expect, test } from 'vitest';
import { guardedLogger } from '../../src/logging/guarded-logger.ts';
import { recordingLogger } from '../support/test-system.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;

describe('guardedLogger', () => {
  test('hands every line and every child on', () => {
    const { logger, lines } = recordingLogger();
    const guarded = guardedLogger(logger);
    for (const level of levels) guarded.child({ store: 'a' })[level]('text', { count: 1 });
    expect(lines).toEqual(levels.map((level) => ({ level, text: 'text', store: 'a', count: 1 })));
  });

  test('a logger that throws throws no further, nor do its children', () => {
    const fail = (): never => {
      throw new Error('disk full');
    };
    const broken = { debug: fail, info: fail, warn: fail, error: fail, child: () => broken };
    const guarded = guardedLogger(broken);
    for (const level of levels) {
      expect(() => guarded[level]('text')).not.toThrow();
      expect(() => guarded.child({})[level]('text')).not.toThrow();
    }
  });

  test('the methods keep their logger as this', () => {
    class Host {
      readonly lines: string[] = [];
      debug(text: string): void {
        this.lines.push(text);
      }
      info(text: string): void {
        this.lines.push(text);
      }
      warn(text: string): void {
        this.lines.push(text);
      }
      error(text: string): void {
        this.lines.push(text);
      }
      child(): this {
        return this;
      }
    }
    const host = new Host();
    const guarded = guardedLogger(host);
    for (const level of levels) guarded[level](level);
    expect(host.lines).toEqual(levels);
  });
});
