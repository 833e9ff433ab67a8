use std::panic::{AssertUnwindSafe, catch_unwind};

/// Code of the application panicked; the panic hook has said where.
#[derive(Debug)]
pub(crate) struct Panicked;

/// Runs a step of a request. What panicked is never run again: its request ends here, and others share nothing with it but
/// what its own author made safe to share.
pub(crate) fn catch<T>(step: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(step)).map_err(|_| {
        tracing::error!(target: "jwt_auth", event = "panicked");
        Panicked
    })
}
