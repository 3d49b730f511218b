import { describe, expect, it } from 'vitest';
import { checkAppend, MAX_APPEND_LENGTH } from '../src/append-request.ts';
import { MAX_EVENT_TYPE_LENGTH } from '../src/event-text.ts';

const event = { type: 'noted', data: { at: 1 }, metadata: ['m'] };

describe('checkAppend', () => {
  it('takes the text of the events', () => {
    const request = checkAppend('a', [event, { type: '"', data: null }], { expectedVersion: 3n });
    expect(request).toEqual({
      stream: 'a',
      expected: 3n,
      count: 2,
      body: '["noted",{"at":1},["m"]],["\\"",null]',
      signal: undefined,
    });
  });

  it('writes data by the rules of JSON.stringify', () => {
    const data = { when: new Date(0), none: undefined, not: Number.NaN, toJSON: undefined };
    expect(checkAppend('a', [{ type: 't', data }]).body).toBe(
      '["t",{"when":"1970-01-01T00:00:00.000Z","not":null}]',
    );
  });

  it('refuses data whose own toJSON gives nothing or throws', () => {
    const nothing = { toJSON: () => undefined };
    const broken = {
      toJSON: () => {
        throw new Error('no text');
      },
    };
    for (const data of [nothing, broken]) {
      expect(() => checkAppend('a', [event, { type: 't', data }])).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_EVENT', index: 1, field: 'data' }),
      );
    }
  });

  it('refuses a type that is too long or is not well-formed', () => {
    const longest = 'x'.repeat(MAX_EVENT_TYPE_LENGTH);
    expect(checkAppend('a', [{ type: longest, data: 1 }]).count).toBe(1);
    for (const type of [`${longest}x`, '\ud800']) {
      expect(() => checkAppend('a', [{ type, data: 1 }])).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_EVENT', index: 0, field: 'type' }),
      );
    }
  });

  it('refuses an append that is too large, one event or many', () => {
    const half = { type: 't', data: 'x'.repeat(MAX_APPEND_LENGTH / 2) };
    expect(checkAppend('a', [half]).count).toBe(1);
    for (const events of [[half, half, half], [{ type: 't', data: [half.data, half.data] }]]) {
      expect(() => checkAppend('a', events)).toThrow(
        expect.objectContaining({ code: 'ERR_APPEND_TOO_LARGE', limit: MAX_APPEND_LENGTH }),
      );
    }
  });

  it('refuses options that can never be right', () => {
    for (const options of [{ expectedVersion: 'never' }, { signal: true }]) {
      expect(() => checkAppend('a', [event], options as never)).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: Object.keys(options)[0] }),
      );
    }
  });
});
