export * from './feature-codes.js';
export {
  notifyIncoming,
  type IncomingNotice,
  type IncomingNotices,
  type NoticePermission,
  type NotifyIncomingOptions,
  type NotifyingPhone,
} from './page/notify-incoming.js';
