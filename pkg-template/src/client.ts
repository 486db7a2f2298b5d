/**
 * The package without React: REST, realtime events and the softphone. Nothing but `export *`, each of a file of its own:
 * of what names one export by itself, bundlers that split take the other files along.
 */
export * from './api-promise.js';
export * from './base-errors.js';
export * from './calls/index.js';
export * from './errors.js';
export * from './extras.js';
export * from './init.js';
export type * from './logger.js';
export type * from './model.js';
export * from './presence.js';
export * from './softphone/classes.js';
export type * from './softphone/index.js';
export * from './softphone/softphone.js';
export * from './voip-client.js';
export type * from './ws-events.js';
