//! Room `warn`: see ARCHITECTURE.md.
