//! The types of the API, shared by the SDK (TypeScript declarations) and the development server (JSON).
