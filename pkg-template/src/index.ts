/** The whole package. */
export * from './client.js';
