/** The public names of `@holdfast/actors`, in the order in which a request meets them. */
export { describeValue, HoldfastError, hasErrorCode, InvalidOptionError } from './errors.ts';
