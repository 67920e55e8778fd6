//! Exit codes, the same for every command.

/// How a command ended; the number is the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All went well.
    Ok = 0,
    /// Done, but some input had faults, or a check found something; they were printed.
    Faults = 1,
    /// The command line or the configuration is wrong; nothing was done.
    Usage = 2,
    /// The store could not be opened, read or written.
    Store = 3,
}

/// The exit code that an error stands for.
#[must_use]
pub fn code_of(error: &anyhow::Error) -> Exit {
    if error.chain().any(|cause| cause.is::<store::StoreError>()) {
        return Exit::Store;
    }
    match error.chain().find_map(|cause| cause.downcast_ref::<record::Refusal>()) {
        Some(refusal) if refusal.kind == record::RefusalKind::Store => Exit::Store,
        // Whatever else stops a command is something in what it was given: faults in reports never stop one.
        _ => Exit::Usage,
    }
}
