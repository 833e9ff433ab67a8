//! Tokens that are good, or spoilt where headers, claims, JSON, base64url and signatures can be spoilt.

mod base64url;
mod claims;
mod compact;
mod header;
mod json;
mod setting;
mod signature;

use fastrand::Rng;

pub(crate) use setting::{AUDIENCE, ISSUER, LEEWAY, Setting, settings};

/// What a mutation changes, in the order in which a token comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    HeaderMembers,
    Algorithm,
    Kid,
    Type,
    Critical,
    Pointers,
    ClaimsMembers,
    Dates,
    Parties,
    Nesting,
    Text,
    HeaderForm,
    ClaimsForm,
    Base64,
    SignatureBits,
    SignatureLength,
    SignatureForm,
    StaleSignature,
    OtherKey,
    CompactForm,
}

impl Class {
    pub(crate) const ALL: [Self; 20] = [
        Self::HeaderMembers,
        Self::Algorithm,
        Self::Kid,
        Self::Type,
        Self::Critical,
        Self::Pointers,
        Self::ClaimsMembers,
        Self::Dates,
        Self::Parties,
        Self::Nesting,
        Self::Text,
        Self::HeaderForm,
        Self::ClaimsForm,
        Self::Base64,
        Self::SignatureBits,
        Self::SignatureLength,
        Self::SignatureForm,
        Self::StaleSignature,
        Self::OtherKey,
        Self::CompactForm,
    ];
}

pub(crate) struct Mutated {
    pub(crate) token: String,
    /// None for a good token.
    pub(crate) classes: Vec<Class>,
}

/// The token of this number. The same seed, number and time give the same token, but for ES256, whose signatures are random.
pub(crate) fn token(setting: &Setting, now: u64, seed: u64, number: u64) -> Mutated {
    let mut rng = Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number);
    let rng = &mut rng;
    let classes = draw(rng);
    let (mut header, mut claims) = (setting.header(), setting.claims(now));
    let good = [header.to_string(), claims.to_string()];
    for class in &classes {
        match class {
            Class::HeaderMembers => header.change_a_member(rng),
            Class::Algorithm => header::algorithm(&mut header, rng),
            Class::Kid => header::kid(&mut header, rng),
            Class::Type => header::typ(&mut header, rng),
            Class::Critical => header::critical(&mut header, rng),
            Class::Pointers => header::pointer(&mut header, rng),
            Class::ClaimsMembers => claims.change_a_member(rng),
            Class::Dates => claims::date(&mut claims, now, rng),
            Class::Parties => claims::party(&mut claims, rng),
            Class::Nesting => claims::nesting(&mut claims, rng),
            Class::Text => claims::text(&mut claims, rng),
            _ => {}
        }
    }
    let mut texts = [header.to_string(), claims.to_string()].map(String::into_bytes);
    for class in &classes {
        match class {
            Class::HeaderForm => json::form(&mut texts[0], rng),
            Class::ClaimsForm => json::form(&mut texts[1], rng),
            _ => {}
        }
    }
    let mut parts = texts.map(base64url::encode);
    if classes.contains(&Class::Base64) {
        base64url::change(&mut parts[rng.usize(..2)], rng);
    }
    let signed = parts.join(".");
    let mut signature = match () {
        () if classes.contains(&Class::OtherKey) => setting.sign_as_stranger(&signed, rng),
        () if classes.contains(&Class::StaleSignature) => {
            setting.sign(&good.map(base64url::encode).join("."))
        }
        () => setting.sign(&signed),
    };
    for class in &classes {
        match class {
            Class::SignatureBits => signature::bits(&mut signature, rng),
            Class::SignatureLength => signature::length(&mut signature, rng),
            Class::SignatureForm => signature::form(&mut signature, rng),
            _ => {}
        }
    }
    let mut signature = base64url::encode(signature);
    if classes.contains(&Class::Base64) && rng.u8(..4) == 0 {
        base64url::change(&mut signature, rng);
    }
    let mut token = format!("{signed}.{signature}");
    if classes.contains(&Class::CompactForm) {
        compact::form(&mut token, rng);
    }
    Mutated { token, classes }
}

/// Mostly one class, sometimes none, up to three. Most of them come before the signature, so that they are signed.
fn draw(rng: &mut Rng) -> Vec<Class> {
    let how_many = match rng.u8(..16) {
        0 => 0,
        1..12 => 1,
        12..15 => 2,
        _ => 3,
    };
    let mut classes: Vec<Class> = (0..how_many)
        .map(|_| Class::ALL[rng.usize(..Class::ALL.len())])
        .collect();
    // A signature of before is a good one where nothing else changes.
    if classes.contains(&Class::StaleSignature) {
        classes.push(Class::ClaimsMembers);
    }
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// One of them.
fn one<'a>(of: &[&'a str], rng: &mut Rng) -> &'a str {
    of[rng.usize(..of.len())]
}
