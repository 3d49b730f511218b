import { describe, expect, it, onTestFinished } from 'vitest';
import { Contender } from '../../bench/contenders/contender.ts';
import {
  formatAnswer,
  formatGreeting,
  parseAnswer,
  parseGreeting,
} from '../../bench/contenders/protocol.ts';
import { rates } from '../../bench/contenders/rates.ts';

/** A contender whose program is this JavaScript; it is dismissed when the test is over. */
async function contender(program: string): Promise<Contender> {
  const started = await Contender.start('someone', process.execPath, ['-e', program]);
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

const answering = (answer: string): string => `
  console.log('ready casts,calls 1.2.3');
  require('node:readline').createInterface(process.stdin).on('line', (line) => {
    const [verb, count, burst] = line.split(' ');
    ${answer}
  });`;

describe('the line protocol', () => {
  it('carries a greeting and figures', () => {
    const greeting = parseGreeting(formatGreeting(['casts', 'crowd_calls'], 'OTP 25 (jit)'));
    expect([...greeting.verbs]).toEqual(['casts', 'crowd_calls']);
    expect(greeting.version).toBe('OTP 25 (jit)');
    const figures = { ms: 52.125, done: 1_000_000, p99: 1e-7, least: -3 };
    expect(parseAnswer(formatAnswer(figures))).toEqual(figures);
  });

  it.each(['error: it broke', '', 'ms=fast', 'ms=NaN', 'ms=1 and more'])('refuses %j', (line) => {
    expect(() => parseAnswer(line)).toThrow();
  });
});

describe('a contender', () => {
  it('is asked with numbers and answers with figures', async () => {
    const one = await contender(answering('console.log(`ms=5 done=${count} burst=${burst}`)'));
    expect([one.version, one.can('calls'), one.can('restarts')]).toEqual(['1.2.3', true, false]);
    expect(await one.ask('casts', 100, 10)).toEqual({ ms: 5, done: 100, burst: 10 });
    expect(await one.ask('casts', 7, 1)).toEqual({ ms: 5, done: 7, burst: 1 });
  });

  it('that fails is named with what it was asked', async () => {
    const one = await contender(answering('console.log("error: no such thing")'));
    await expect(one.ask('calls', 3)).rejects.toThrow('someone: calls 3: error: no such thing');
  });

  it('that dies instead of answering is noticed', async () => {
    const one = await contender(answering('process.exit(3)'));
    await expect(one.ask('calls', 3)).rejects.toThrow('it ended without an answer');
  });

  it('that does not greet cannot take part', async () => {
    const silent = Contender.start('someone', process.execPath, ['-e', '']);
    await expect(silent).rejects.toThrow('it ended without a word');
  });

  it('that did less than it was told spoils the run', async () => {
    const one = await contender(answering('console.log(`ms=50 done=${count - 1}`)'));
    const work = { title: 'casts', verb: 'casts', rest: [1], step: 1 };
    const run = rates([one], work, { rounds: 1, sliceMs: 10 });
    await expect(run).rejects.toThrow('someone: casts: did 999 of 1000');
  });

  it('is measured by what it did in its own time, and left out where it cannot', async () => {
    const one = await contender(answering('console.log(`ms=${count / 100} done=${count}`)'));
    const pace = { rounds: 3, sliceMs: 50 };
    const casts = await rates([one], { title: '', verb: 'casts', rest: [], step: 10 }, pace);
    const rate = 100_000;
    expect(casts.get('someone')).toEqual({ median: rate, least: rate, most: rate });
    const waits = await rates([one], { title: '', verb: 'waits', rest: [], step: 10 }, pace);
    expect(waits.size).toBe(0);
  });
});
