/** Calls of the phone and of the server, joined. Importing it does nothing. */
export { CallBoard, type CallBoardClient, type CallBoardOptions, type CallBoardPhone } from './board.js';
export type { JoinedBy, JoinedCall, ServerCall, ServerCallState } from './types.js';
