//! Room `collect`: see ARCHITECTURE.md.
