//! Room `share`: see ARCHITECTURE.md.
