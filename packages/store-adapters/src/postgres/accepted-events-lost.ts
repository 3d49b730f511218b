import { describeValue } from '@holdfast/actors/ports';
import { StoreError } from '../errors.ts';

/**
 * The server no longer has events that it had accepted, and that no fence had made durable: it
 * crashed, or another server took its place. Code `ERR_ACCEPTED_EVENTS_LOST`, the `cause` of the
 * `ERR_STORE_POISONED` with which the store refuses from then on. Open the store again, read how far
 * it goes, and append again what is missing.
 */
export class AcceptedEventsLostError extends StoreError {
  /** The store that lost them. */
  readonly storeId: string;
  /** Position up to which events had been accepted; some of the last of them are gone. */
  readonly acceptedPosition: bigint;

  constructor(storeId: string, acceptedPosition: bigint) {
    super(
      'ERR_ACCEPTED_EVENTS_LOST',
      `the server lost accepted events of store ${describeValue(storeId)} at or before ` +
        `position ${acceptedPosition}: it crashed or was replaced before a fence`,
    );
    this.storeId = storeId;
    this.acceptedPosition = acceptedPosition;
  }
}
