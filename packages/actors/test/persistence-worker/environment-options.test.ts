import { OPTION_SPECS, type OptionName } from '@holdfast/actors';
import { describe, expect, it } from 'vitest';
import {
  environmentLayer,
  misspelledVariables,
} from '../../src/persistence-worker/environment-options.ts';

describe('options from the environment', () => {
  it('takes every option from its environment variable (PD-13)', () => {
    const text = { flag: 'false', choice: 'eager', count: '7', duration: '7' };
    const value = { flag: false, choice: 'eager', count: 7, duration: 7 };
    const environment = Object.fromEntries(
      Object.values(OPTION_SPECS).map(({ environment: name, kind }) => [name, text[kind]]),
    );
    const layer = environmentLayer(environment);
    for (const [name, { kind }] of Object.entries(OPTION_SPECS)) {
      expect(layer[name as OptionName]).toBe(value[kind]);
    }
    expect(environmentLayer({ HOLDFAST_STORE_TIMEOUT: '' })).toEqual({});
  });

  it('names the variable when the environment holds nonsense', () => {
    expect(() => environmentLayer({ HOLDFAST_MAX_BATCH_SIZE: 'many' })).toThrow(
      expect.objectContaining({ option: 'HOLDFAST_MAX_BATCH_SIZE', value: 'many' }) as Error,
    );
    expect(() => environmentLayer({ HOLDFAST_PERSISTENCE_ENABLED: '1' })).toThrow(
      /HOLDFAST_PERSISTENCE_ENABLED/,
    );
  });

  it('takes durations as text', () => {
    const layer = environmentLayer({ HOLDFAST_STORE_TIMEOUT: '1.5m', HOLDFAST_MODE: 'eager' });
    expect(layer).toEqual({ storeTimeout: 90_000, mode: 'eager' });
  });

  it('refuses an environment that is none, and values that are no text', () => {
    expect(() => environmentLayer(null as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'environment' }) as Error,
    );
    expect(() => environmentLayer({ HOLDFAST_MODE: 7 } as never)).toThrow(/HOLDFAST_MODE/);
  });

  it('names the nearest to a variable that looks misspelled, and leaves others alone', () => {
    const environment = {
      HOLDFAST_STORE_TIMEOT: '5s',
      holdfast_mode: 'eager',
      HOLDFAST_MODE: 'eager',
      HOLDFAST_DATA_FOLDER: '/data',
      HOLDFAST: '1',
      STORE_TIMEOUT: '5s',
    };
    expect(misspelledVariables(environment)).toEqual([
      'HOLDFAST_STORE_TIMEOT in the environment sets nothing: did you mean HOLDFAST_STORE_TIMEOUT?',
      'holdfast_mode in the environment sets nothing: did you mean HOLDFAST_MODE?',
    ]);
  });
});
