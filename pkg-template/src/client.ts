/** The package without React: REST, realtime events and the softphone. */
export * from './api-promise.js';
export * from './calls/index.js';
export * from './errors.js';
export * from './feature-codes.js';
export * from './init.js';
export * from './logger.js';
export * from './model.js';
export {
  notifyIncoming,
  type IncomingNotice,
  type IncomingNotices,
  type NoticePermission,
  type NotifyIncomingOptions,
  type NotifyingPhone,
} from './page/notify-incoming.js';
export * from './presence.js';
export * from './softphone/index.js';
export * from './voip-client.js';
export * from './ws-events.js';
