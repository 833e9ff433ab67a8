use std::sync::Arc;

use diesel::QueryResult;

use super::DieselUser;

type FindUnlinked<U, Conn, Claims> =
    dyn Fn(&mut Conn, &Claims) -> QueryResult<Option<U>> + Send + Sync;
pub(super) type After<U, Conn, Claims> =
    dyn Fn(&mut Conn, &U, &Claims) -> QueryResult<()> + Send + Sync;

/// What an application runs beside the store's own statements.
pub(super) struct Hooks<U: DieselUser<Conn>, Conn> {
    pub(super) find_unlinked: Option<Arc<FindUnlinked<U, Conn, U::Claims>>>,
    pub(super) on_created: Option<Arc<After<U, Conn, U::Claims>>>,
    pub(super) on_synced: Option<Arc<After<U, Conn, U::Claims>>>,
}

impl<U: DieselUser<Conn>, Conn> Default for Hooks<U, Conn> {
    fn default() -> Self {
        Self {
            find_unlinked: None,
            on_created: None,
            on_synced: None,
        }
    }
}

impl<U: DieselUser<Conn>, Conn> Clone for Hooks<U, Conn> {
    fn clone(&self) -> Self {
        Self {
            find_unlinked: self.find_unlinked.clone(),
            on_created: self.on_created.clone(),
            on_synced: self.on_synced.clone(),
        }
    }
}
