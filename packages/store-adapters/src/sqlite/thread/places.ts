/**
 * A place is where an append stands in the whole database: the number of its store and the position
 * of its first event, in one number. Places of one store lie together and in order, so the table of
 * appends needs no second index for the order of a store.
 */

/** More than any position. 68 thousand million events for each store … */
const SPAN = 2 ** 36;

/** … and so many stores in one file: both fit in a number that JavaScript can hold. */
export const MOST_STORES: number = 2 ** 17 - 1;
export const LAST_POSITION: number = SPAN - 1;

export function placeOf(store: number, position: number): number {
  return store * SPAN + Math.min(position, LAST_POSITION);
}

export function positionAt(place: number): number {
  return place % SPAN;
}
