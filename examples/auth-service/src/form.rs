use std::fmt;
use std::future::Future;
use std::pin::Pin;

use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev};
use url::form_urlencoded;

use crate::failure::Failure;

/// Above the longest registration, percent-encoded throughout.
pub(crate) const MAX_BYTES: usize = 32 * 1_024;
const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a form, from a body or a query.
#[derive(Default)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
}

/// Never shows the values: some are passwords.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.fields.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

impl Form {
    pub(crate) fn from_query(req: &HttpRequest) -> Self {
        Self::parse(req.query_string().as_bytes())
    }

    /// The value of a field that occurs once; empty when it does not.
    pub(crate) fn text(&self, name: &str) -> &str {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (Some(value), None) => value,
            _ => "",
        }
    }

    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    fn parse(text: &[u8]) -> Self {
        Self {
            fields: form_urlencoded::parse(text).into_owned().collect(),
        }
    }

    fn from_body(body: &[u8], content_type: &str) -> Result<Self, Failure> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        if !content_type.eq_ignore_ascii_case(CONTENT_TYPE) {
            return Err(Failure::NotAForm);
        }
        let form = Self::parse(body);
        // The parser puts U+FFFD where the bytes are not UTF-8: two different passwords could become one.
        let is_utf8 = |text: &str| !text.contains(char::REPLACEMENT_CHARACTER);
        let mut fields = form.fields.iter();
        let readable = fields.all(|(name, value)| is_utf8(name) && is_utf8(value));
        if readable {
            Ok(form)
        } else {
            Err(Failure::BadForm)
        }
    }
}

impl FromRequest for Form {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let body = Bytes::from_request(req, payload);
        let content_type = req.content_type().to_owned();
        Box::pin(async move {
            let body = body.await.map_err(|error| match error.as_error() {
                Some(PayloadError::Overflow) => Failure::TooLarge,
                _ => Failure::BadForm,
            })?;
            Self::from_body(&body, &content_type)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_is_logged_shows_no_password() {
        let form = Form::parse(b"email=ada%40example.org&password=open+sesame");
        assert_eq!(format!("{form:?}"), r#"["email", "password"]"#);
    }
}
