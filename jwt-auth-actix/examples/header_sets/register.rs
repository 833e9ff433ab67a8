//! The users of this service, in memory.

use std::sync::Arc;

use actix_web::web::Data;
use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, Refusal, UserStore, UserStoreError, Verified};

use crate::record::Record;

/// What the token says about its person.
#[derive(Debug, Clone, JwtUser)]
#[jwt(claims = PersonClaims)]
pub(crate) struct Person {
    #[jwt(key, claim = "user_uuid")]
    pub(crate) uuid: String,
    #[jwt(claim = "user_first_name", optional)]
    pub(crate) first_name: String,
    #[jwt(claim = "user_is_staff", staff)]
    pub(crate) is_staff: bool,
    /// A claim, so that a test can have people who are locked out here.
    #[jwt(claim = "user_is_active", default = true)]
    pub(crate) is_active: bool,
}

/// Notes whom it was asked for, as a database would get a row.
pub(crate) struct Register {
    record: Data<Record>,
}

impl Register {
    pub(crate) fn new(record: Data<Record>) -> Self {
        Self { record }
    }
}

impl UserStore<Person> for Register {
    async fn get_or_sync(
        &self,
        verified: Arc<Verified<PersonClaims>>,
    ) -> Result<Person, UserStoreError> {
        let person: Person = ClaimsOnlyStore.get_or_sync(verified).await?;
        if !person.is_active {
            return Err(Refusal::Inactive.into());
        }
        self.record.person(&person.uuid);
        Ok(person)
    }
}
