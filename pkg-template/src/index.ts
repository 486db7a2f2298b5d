/** The whole package. */
export * from './client.js';
export * from './react/index.js';
