import { Writable } from 'node:stream';
import { type Logger, silentLogger } from '@holdfast/actors';
import { winstonLogger } from '@holdfast/actors/winston';
import { describe, expect, test } from 'vitest';
import winston from 'winston';

type Line = Record<string, unknown>;

/** A winston logger of the host that writes JSON into `lines`. */
function hostLogger(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Line);
      done();
    },
  });
  const host = winston.createLogger({
    level: 'debug',
    format: winston.format.json(),
    transports: [new winston.transports.Stream({ stream })],
  });
  return { logger: winstonLogger(host), lines };
}

const boom = new Error('boom', { cause: new RangeError('why') });

describe('winstonLogger', () => {
  test.each(['debug', 'info', 'warn', 'error'] as const)(
    '%s goes to the logger of the host',
    (level) => {
      const { logger, lines } = hostLogger();
      logger[level]('text', { store: 'a', count: 2 });
      logger[level]('bare');
      expect(lines).toEqual([
        { level, message: 'text', store: 'a', count: 2 },
        { level, message: 'bare' },
      ]);
    },
  );

  test('an Error in the fields is spelled out, with its cause', () => {
    const { logger, lines } = hostLogger();
    logger.error('text', { error: boom });
    expect(lines[0]).toMatchObject({
      message: 'text',
      error: {
        name: 'Error',
        message: 'boom',
        stack: expect.stringContaining('boom') as string,
        cause: { name: 'RangeError', message: 'why' },
      },
    });
  });

  test('a child adds its fields to every line, and so do its children', () => {
    const { logger, lines } = hostLogger();
    const child = logger.child({ store: 'a' }).child({ worker: 7 });
    child.warn('one');
    child.warn('two', { worker: 8 });
    logger.warn('three');
    expect(lines).toEqual([
      { level: 'warn', message: 'one', store: 'a', worker: 7 },
      { level: 'warn', message: 'two', store: 'a', worker: 8 },
      { level: 'warn', message: 'three' },
    ]);
  });

  test('an Error in the fields of a child is spelled out as well', () => {
    const { logger, lines } = hostLogger();
    logger.child({ error: boom }).warn('text');
    expect(lines[0]).toMatchObject({ error: { name: 'Error', message: 'boom' } });
  });

  test('the code of an error is not lost', () => {
    const { logger, lines } = hostLogger();
    logger.error('text', { error: Object.assign(new Error('full'), { code: 'ENOSPC' }) });
    expect(lines[0]).toMatchObject({ error: { message: 'full', code: 'ENOSPC' } });
  });

  test('an error that is its own cause does not throw', () => {
    const { logger, lines } = hostLogger();
    const own = new Error('own');
    own.cause = own;
    expect(() => logger.error('text', { error: own })).not.toThrow();
    expect(lines[0]).toMatchObject({ error: { message: 'own' } });
  });

  test('fields named message or level do not change the line', () => {
    const { logger, lines } = hostLogger();
    logger.warn('unexpected message', { message: 'hint', process: 7 });
    expect(lines[0]).toMatchObject({ level: 'warn', message: 'unexpected message', process: 7 });
  });

  test('a text with a percent sign keeps its fields', () => {
    const { logger, lines } = hostLogger();
    logger.warn('disk 95%d full', { store: 'a' });
    expect(lines[0]).toMatchObject({ store: 'a' });
  });
});

describe('silentLogger', () => {
  test('logs nothing, and its children neither', () => {
    expect(silentLogger.child({ store: 'a' })).toBe(silentLogger);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) silentLogger[level]('text');
  });
});
