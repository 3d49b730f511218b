import { InvalidOptionError } from '../errors.ts';

declare const brand: unique symbol;

/** The checked name of one store, which is also the name of its worker. Made by `storeId`. */
export type StoreId = string & { readonly [brand]: 'StoreId' };

/** The longest legal store id, in UTF-16 units. */
export const MAX_STORE_ID_LENGTH = 200;

/**
 * Checks a store id: a string of 1 to 200 well-formed characters with no control characters.
 * Anything else, a path separator included, is legal: an id never becomes part of a path.
 * Throws `ERR_INVALID_OPTION`.
 */
export function storeId(value: unknown, option = 'storeId'): StoreId {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_STORE_ID_LENGTH) {
    throw new InvalidOptionError(
      option,
      value,
      `a string of 1 to ${MAX_STORE_ID_LENGTH} characters`,
    );
  }
  if (hasControlCharacter(value) || !value.isWellFormed()) {
    throw new InvalidOptionError(option, value, 'free of control characters and lone surrogates');
  }
  return value as StoreId;
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}
