//! Room `link`: see ARCHITECTURE.md.
