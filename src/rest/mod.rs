//! REST operations as values: one table, pure request building, retry policy, error mapping.
