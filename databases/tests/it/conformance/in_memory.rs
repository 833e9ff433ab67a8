//! A store as a third party would write it, with the mistakes it could make.

use std::sync::{Arc, Mutex};

use jwt_auth_actix::conformance::{Person, Row, StoreUnderTest};
use jwt_auth_actix::{Refusal, UserStore, UserStoreError, Verified};
use serde_json::{Value, json};

use super::member::{Claims, Member};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mistake {
    None,
    FoldsCase,
    TrimsKeys,
    TakesEmailForKey,
    LetsOlderTokensWrite,
    LetsUndatedTokensWrite,
    MovesNoWatermark,
    KeepsPrivileges,
    WritesTheRefused,
    ServesTheRefused,
    EmptiesWhatIsMissing,
    ResetsLocalColumns,
    CountsVisits,
    MakesARowEachTime,
    ForgetsToLookAgain,
}

pub(super) struct InMemory {
    mistake: Mistake,
    members: Mutex<Vec<Member>>,
}

impl InMemory {
    pub(super) fn with(mistake: Mistake) -> Self {
        Self {
            mistake,
            members: Mutex::default(),
        }
    }

    fn makes(&self, mistake: Mistake) -> bool {
        self.mistake == mistake
    }

    fn is_row_of(&self, member: &Member, claims: &Claims) -> bool {
        let (stored, key) = (&member.claims.sub, &claims.sub);
        match self.mistake {
            Mistake::FoldsCase => stored.to_lowercase() == key.to_lowercase(),
            Mistake::TrimsKeys => stored.trim() == key.trim(),
            Mistake::TakesEmailForKey => member.claims.email == claims.email,
            Mistake::MakesARowEachTime => false,
            _ => stored == key,
        }
    }

    fn place(&self, members: &[Member], claims: &Claims) -> Option<usize> {
        let mut members = members.iter();
        members.position(|member| self.is_row_of(member, claims))
    }

    fn is_email_taken(&self, members: &[Member], own: Option<usize>, claims: &Claims) -> bool {
        let mut others = members.iter().enumerate();
        others.any(|(place, other)| Some(place) != own && other.claims.email == claims.email)
            && !self.makes(Mistake::MakesARowEachTime)
    }

    fn may_write(&self, member: &Member, token: Option<i64>) -> bool {
        match (token, member.token_iat) {
            (Some(token), Some(stored)) => {
                token >= stored || self.makes(Mistake::LetsOlderTokensWrite)
            }
            (None, Some(_)) => self.makes(Mistake::LetsUndatedTokensWrite),
            (_, None) => true,
        }
    }

    fn write(&self, member: &mut Member, mut claims: Claims, token: Option<i64>) {
        if !self.makes(Mistake::EmptiesWhatIsMissing) {
            claims.name = claims.name.or(member.claims.name.take());
        }
        if self.makes(Mistake::KeepsPrivileges) {
            claims.staff |= member.claims.staff;
            claims.superuser |= member.claims.superuser;
        }
        if self.makes(Mistake::ResetsLocalColumns) {
            member.note.clear();
        }
        if !self.makes(Mistake::MovesNoWatermark) {
            member.token_iat = token;
        }
        member.claims = claims;
    }
}

impl UserStore<Member> for InMemory {
    async fn get_or_sync(&self, verified: Arc<Verified<Claims>>) -> Result<Member, UserStoreError> {
        let (claims, token) = (verified.claims(), verified.issued_at());
        let early = self.place(&self.members.lock().unwrap(), claims);
        if self.makes(Mistake::ForgetsToLookAgain) {
            tokio::task::yield_now().await;
        }
        let mut members = self.members.lock().unwrap();
        let place = match self.mistake {
            Mistake::ForgetsToLookAgain => early,
            _ => self.place(&members, claims),
        };
        let taken = self.is_email_taken(&members, place, claims);
        let Some(place) = place else {
            if taken {
                return Err(Refusal::RowConflict.into());
            }
            members.push(Member::new(claims, token));
            return Ok(Member::new(claims, token));
        };
        let member = &mut members[place];
        if self.makes(Mistake::CountsVisits) {
            member.note.push('I');
        }
        let mut refusal = (!member.active).then_some(Refusal::Inactive);
        if member.not_before.is_some_and(|begin| token < Some(begin)) {
            refusal = refusal.or(Some(Refusal::SignedOut));
        }
        let is_written = refusal.is_none() || self.makes(Mistake::WritesTheRefused);
        if is_written && self.may_write(member, token) {
            if taken {
                return Err(Refusal::RowConflict.into());
            }
            self.write(member, claims.clone(), token);
        }
        match refusal {
            Some(refusal) if !self.makes(Mistake::ServesTheRefused) => Err(refusal.into()),
            _ => Ok(member.clone()),
        }
    }
}

impl StoreUnderTest for InMemory {
    type User = Member;
    type Store = Self;
    const UNIQUE_EMAIL: bool = true;

    fn store(&self) -> &Self {
        self
    }

    fn claims(&self, person: &Person) -> Value {
        json!({
            "sub": person.key,
            "email": person.email,
            "staff": person.staff,
            "superuser": person.superuser,
            "name": person.first_name,
        })
    }

    fn person(&self, user: &Member) -> Person {
        let claims = user.claims.clone();
        Person {
            key: claims.sub,
            email: claims.email,
            staff: claims.staff,
            superuser: claims.superuser,
            first_name: claims.name,
        }
    }

    async fn rows(&self) -> Vec<Row> {
        let members = self.members.lock().unwrap();
        let row = |member: &Member| Row {
            key: member.claims.sub.clone(),
            columns: format!("{member:?}"),
        };
        members.iter().map(row).collect()
    }

    async fn ban(&self, key: &str) -> bool {
        self.change(key, |member| member.active = false)
    }

    async fn sign_out(&self, key: &str, not_before: i64) -> bool {
        self.change(key, |member| member.not_before = Some(not_before))
    }

    async fn set_local(&self, key: &str, value: &str) -> bool {
        self.change(key, |member| member.note = value.to_owned())
    }

    async fn local(&self, key: &str) -> Option<String> {
        let members = self.members.lock().unwrap();
        let member = members.iter().find(|member| member.claims.sub == key)?;
        Some(member.note.clone())
    }
}

impl InMemory {
    fn change(&self, key: &str, change: impl FnOnce(&mut Member)) -> bool {
        let mut members = self.members.lock().unwrap();
        let member = members.iter_mut().find(|member| member.claims.sub == key);
        member.map(change).is_some()
    }
}
