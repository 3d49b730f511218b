/**
 * A refusal at the door as a rejection, for a verb that returns a promise and must not throw.
 * What was caught may be the reason of a caller's signal, whatever that is.
 */
export function rejected(reason: Error): Promise<never> {
  return Promise.reject(reason);
}
