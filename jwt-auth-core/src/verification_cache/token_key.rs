use std::hash::{Hash, Hasher};
use std::sync::Arc;

use quick_cache::Equivalent;

/// More than the shortest signature, that of HS256, has in base64.
const HASHED: usize = 64;

/// A verified token as a key. Two are equal if all of their text is.
///
/// The hash takes the length and the end alone. There stands the signature, which nobody can choose for a token that gets
/// in, so verified tokens spread as evenly as by all of their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TokenKey(Arc<str>);

/// Whatever a request brought, to be looked for.
pub(super) struct Sent<'r>(pub(super) &'r [u8]);

impl TokenKey {
    pub(super) fn new(token: &str) -> Self {
        Self(token.into())
    }

    pub(super) fn text(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Hash for TokenKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Sent(self.0.as_bytes()).hash(state);
    }
}

impl Hash for Sent<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let end = self.0.last_chunk::<HASHED>();
        state.write(end.map_or(self.0, |end| end));
        state.write_usize(self.0.len());
    }
}

impl Equivalent<TokenKey> for Sent<'_> {
    fn equivalent(&self, key: &TokenKey) -> bool {
        self.0 == key.0.as_bytes()
    }
}
