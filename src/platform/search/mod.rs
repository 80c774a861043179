//! The full-text index: schema, Italian analyser, queries, life cycle.
