//! What stands in a token, for a person's eyes only: not yet, or never, proven.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_auth_actix::NumericDate;
use serde_json::{Map, Value};

use super::words::{shown, when};

const MOST_BYTES: usize = 16_384;
const MOST_NAMES: usize = 40;

#[derive(Default)]
pub(super) struct Contents {
    header: Option<Map<String, Value>>,
    claims: Option<Map<String, Value>>,
}

impl Contents {
    pub(super) fn read(token: &str) -> Self {
        let mut parts = token.split('.');
        if token.len() > MOST_BYTES {
            return Self::default();
        }
        Self {
            header: parts.next().and_then(object),
            claims: parts.next().and_then(object),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.header.is_none() && self.claims.is_none()
    }

    /// A header parameter that is text.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.header.as_ref()?.get(name)?.as_str()
    }

    /// A claim that is text.
    pub(super) fn claim(&self, name: &str) -> Option<&str> {
        self.claims.as_ref()?.get(name)?.as_str()
    }

    pub(super) fn has_claim(&self, name: &str) -> bool {
        let value = self.claims.as_ref().and_then(|claims| claims.get(name));
        value.is_some_and(|value| !value.is_null())
    }

    pub(super) fn date(&self, name: &str) -> Option<NumericDate> {
        let value = self.claims.as_ref()?.get(name)?;
        serde_json::from_value(value.clone()).ok()
    }

    pub(super) fn text(&self, now: u64) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &str| text += &format!("  {name:<8}{value}\n");
        if self.header.is_some() {
            for name in ["alg", "typ", "kid"] {
                let value = self.parameter(name).map(shown);
                line(name, value.as_deref().unwrap_or("none"));
            }
        }
        if let Some(claims) = &self.claims {
            line("claims", &names(claims));
            for (name, words) in [("exp", "ends"), ("iat", "issued"), ("nbf", "begins")] {
                if let Some(date) = self.date(name) {
                    let words = if name == "exp" && is_past(date, now) {
                        "expired"
                    } else {
                        words
                    };
                    line(name, &format!("{words} {}", when(date, now)));
                }
            }
        }
        text
    }
}

fn is_past(date: NumericDate, now: u64) -> bool {
    u64::try_from(date.seconds()).is_ok_and(|seconds| seconds <= now)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn names(claims: &Map<String, Value>) -> String {
    let names: Vec<_> = claims
        .keys()
        .take(MOST_NAMES)
        .map(|name| {
            let is_plain = name.chars().all(|it| it.is_ascii_graphic()) && name.len() <= 40;
            if is_plain { name.clone() } else { shown(name) }
        })
        .collect();
    let rest = if claims.len() > MOST_NAMES {
        ", …"
    } else {
        ""
    };
    format!("{}{rest}", names.join(", "))
}
