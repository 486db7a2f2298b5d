/** Classes of the phone that applications meet and do not make. They come with the phone. */
export { Call } from './call.js';
export { Subscription } from './subscription.js';
export { TransferRequest } from './transfer-request.js';
