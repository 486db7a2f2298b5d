/** The types of the API. They come from the Rust types that the server speaks. */
export * from '../gen/model.js';
