import type { DeviceChange } from '../devices/types.js';
import type { VoIPError } from '../base.js';
import type { Call } from './call.js';
import type { Mailbox } from './mailbox.js';
import type { TransferRequest } from './transfer-request.js';
import type { IncomingMessage, SoftphoneSnapshot, SoftphoneState, SoftphoneWarning } from './types.js';

/** The events of a softphone. */
export type SoftphoneEvents = {
  /** A call comes in and rings. */
  incoming: [call: Call];
  /** A call takes the place of another one, which its far end has been transferred from; it is answered by itself. */
  replaced: [call: Call, previous: Call];
  /** The far end of a call asks us to call somebody else: `accept()` or `reject()`. */
  transferRequest: [request: TransferRequest];
  /** A message came; with it the call in which it did, if it did in one. */
  message: [message: IncomingMessage, call: Call | null];
  /** The server told of the voice mailbox without being asked. */
  mailbox: [mailbox: Mailbox];
  /** A call is over; its `endReason` says why. */
  callEnded: [call: Call];
  /** The phone's state changed: now, before. */
  stateChanged: [state: SoftphoneState, previous: SoftphoneState];
  /** Something failed; the error's `code` and `message` say what and what to do. */
  error: [error: VoIPError];
  /** Devices were plugged in or out, or another one is used: from the first use of `devices` or the first call on. */
  deviceChange: [change: DeviceChange];
  /** Something is not as it should be and ended nothing. */
  warning: [warning: SoftphoneWarning];
  /** `snapshot` was replaced. */
  changed: [snapshot: SoftphoneSnapshot];
};
