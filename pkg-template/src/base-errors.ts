/** What of `base.ts` is for applications: the file that is made of it has more. */
export { ArgumentError, SoftphoneError, VoIPError, type ErrorCode, type ErrorDetailsLike, type ErrorMembers } from './base.js';
