//! How many SQL statements a request cost.
//!
//! A look-up runs on another thread, on whichever connection is free, and nothing there knows the request. What is known is
//! how many statements all connections of the pool got, and how often one was taken out of it. So what was counted during a
//! look-up is its own if no other connection was out meanwhile. If one was, nobody can tell, and no number is said.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::r2d2::HandleEvent;
use diesel::r2d2::event::{CheckinEvent, CheckoutEvent};
use jwt_auth_actix::{DieselUserStore, JwtUser, UserStore, UserStoreError, Verified};

use crate::connection::AnyConnection;
use crate::model::User;

tokio::task_local! {
    /// Of the request that is being answered. `None` where nobody can tell.
    static COST: Cell<Option<u64>>;
}

/// Middleware: from here on the statements of a request are counted.
pub(crate) async fn counted(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
    COST.scope(Cell::new(Some(0)), next.call(request)).await
}

/// How many statements this request has cost so far, if that can be told.
pub(crate) fn cost() -> Option<u64> {
    COST.try_with(Cell::get).ok().flatten()
}

/// What the connections of one pool were asked, and how often they were in use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    statements: AtomicU64,
    checkouts: AtomicU64,
    checkins: AtomicU64,
}

impl Meter {
    /// For a connection: counts what it is asked.
    pub(crate) fn instrumentation(&self) -> impl Instrumentation + use<> {
        let counts = Arc::clone(&self.0);
        move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { .. } = event {
                counts.statements.fetch_add(1, Ordering::SeqCst);
            }
        }
    }

    fn read(&self) -> Reading {
        let load = |count: &AtomicU64| count.load(Ordering::SeqCst);
        Reading {
            checkins: load(&self.0.checkins),
            checkouts: load(&self.0.checkouts),
            statements: load(&self.0.statements),
        }
    }
}

impl HandleEvent for Meter {
    fn handle_checkout(&self, _: CheckoutEvent) {
        self.0.checkouts.fetch_add(1, Ordering::SeqCst);
    }

    fn handle_checkin(&self, _: CheckinEvent) {
        self.0.checkins.fetch_add(1, Ordering::SeqCst);
    }
}

struct Reading {
    statements: u64,
    checkouts: u64,
    checkins: u64,
}

impl Reading {
    /// The statements since then of whoever is known to have used one connection since then.
    fn own_statements(&self, now: &Self) -> Option<u64> {
        let nobody_was_at_it = self.checkins == self.checkouts;
        let only_one_was_since = now.checkouts == self.checkouts + 1;
        (nobody_was_at_it && only_one_was_since).then(|| now.statements - self.statements)
    }
}

/// The store, which notes what each look-up cost.
#[derive(Clone)]
pub(crate) struct MeteredStore {
    pub(crate) users: DieselUserStore<User, AnyConnection>,
    pub(crate) meter: Meter,
}

impl UserStore<User> for MeteredStore {
    async fn get_or_sync(
        &self,
        verified: Arc<Verified<<User as JwtUser>::Claims>>,
    ) -> Result<User, UserStoreError> {
        let before = self.meter.read();
        let answer = self.users.get_or_sync(verified).await;
        let own = before.own_statements(&self.meter.read());
        // A look-up outside of a request has nobody who would ask.
        let _ = COST.try_with(|cost| {
            cost.set(cost.get().zip(own).map(|(earlier, own)| earlier + own));
        });
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::Reading;

    fn reading(statements: u64, checkouts: u64, checkins: u64) -> Reading {
        Reading {
            statements,
            checkouts,
            checkins,
        }
    }

    #[test]
    fn a_number_is_said_only_if_nobody_else_can_have_been_at_it() {
        let before = reading(40, 7, 7);
        let alone = reading(43, 8, 8);
        assert_eq!(before.own_statements(&alone), Some(3));
        let another_came = reading(44, 9, 8);
        assert_eq!(before.own_statements(&another_came), None);
        let another_was_there = reading(40, 7, 6);
        assert_eq!(another_was_there.own_statements(&alone), None);
    }
}
