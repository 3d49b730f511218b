/**
 * Imported before anything else, makes this Node look like one that leaves no mark on promises
 * while an AsyncLocalStorage is in use, as newer ones do.
 */
const symbolsOf = Object.getOwnPropertySymbols.bind(Object);

Object.getOwnPropertySymbols = (value: unknown): symbol[] =>
  symbolsOf(value).filter(({ description }) => description !== 'async_id_symbol');
