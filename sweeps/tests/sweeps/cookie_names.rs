//! Ck19 and Ck20 of the security reference: no other name passes for the access cookie's. Next to each disguised cookie,
//! which holds another person's good token, stands the real one: if the disguised one counted, two people would be
//! signed in, and so nobody.

use actix_http::Request;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{COOKIE, HeaderValue};
use actix_web::test::TestRequest;

use crate::site::{ACCESS, OPEN, app, ask, builder, token_of};

/// So many cookies are judged at once that a fault would show as "too many tokens" too.
const COOKIES_IN_A_LINE: usize = 4_096;

#[actix_web::test]
async fn a_name_with_any_character_before_it_is_another_name() {
    let app = app(builder().build().unwrap()).await;
    let planted = token_of("mallory");
    // Ck21: around a pair, these are no part of a name.
    let separators = [' ', '\t', ';'];

    let names = all_characters().filter(|character| !separators.contains(character));
    let judged = sweep(&app, names.map(|character| format!("{character}{ACCESS}"))).await;

    assert_eq!(judged, SCALAR_VALUES - UNSENDABLE - separators.len());
    for separator in separators {
        let line = format!("{separator}{ACCESS}={planted}");
        assert_eq!(who(&app, &line).await, "mallory", "{separator:?}");
    }
}

#[actix_web::test]
async fn a_name_with_any_character_after_it_is_another_name() {
    let app = app(builder().build().unwrap()).await;

    let names = all_characters().map(|character| format!("{ACCESS}{character}"));
    let judged = sweep(&app, names).await;

    assert_eq!(judged, SCALAR_VALUES - UNSENDABLE);
}

#[actix_web::test]
async fn a_percent_encoded_name_is_another_name() {
    let app = app(builder().build().unwrap()).await;

    let choices = 1..1_u32 << ACCESS.len();
    let names = choices.clone().flat_map(|chosen| {
        [
            encoded(chosen, |byte| format!("%{byte:02X}")),
            encoded(chosen, |byte| format!("%{byte:02x}")),
        ]
    });
    let judged = sweep(&app, names).await;

    assert_eq!(judged, 2 * choices.len());
}

/// Every code point but the surrogates.
const SCALAR_VALUES: usize = 0x11_0000 - 0x800;
/// The control characters but HTAB: no header line can hold them.
const UNSENDABLE: usize = 32;

fn all_characters() -> impl Iterator<Item = char> {
    (char::MIN..=char::MAX).filter(|character| {
        let sendable = HeaderValue::from_str(&character.to_string());
        *character as u32 >= 0x80 || sendable.is_ok()
    })
}

/// The name with those of its bytes encoded whose bits are set in `chosen`.
fn encoded(chosen: u32, encode: impl Fn(u8) -> String) -> String {
    let bytes = ACCESS.bytes().enumerate();
    let one = |(place, byte)| match chosen >> place & 1 {
        0 => char::from(byte).to_string(),
        _ => encode(byte),
    };
    bytes.map(one).collect()
}

/// Plants a cookie under each of the names, and counts them.
async fn sweep<S, B>(app: &S, names: impl Iterator<Item = String>) -> usize
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let (real, planted) = (token_of("ada"), token_of("mallory"));
    let mut names = names.peekable();
    let mut judged = 0;
    while names.peek().is_some() {
        let batch: Vec<_> = names.by_ref().take(COOKIES_IN_A_LINE).collect();
        let mut line = String::new();
        for name in &batch {
            line.push_str(&format!("{name}={planted}; "));
        }
        line.push_str(&format!("{ACCESS}={real}"));
        let who = who(app, &line).await;
        assert_eq!(who, "ada", "from {:?} to {:?}", batch.first(), batch.last());
        judged += batch.len();
    }
    judged
}

async fn who<S, B>(app: &S, cookies: &str) -> String
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let line = HeaderValue::from_bytes(cookies.as_bytes()).unwrap();
    let request = TestRequest::get().uri(OPEN).insert_header((COOKIE, line));
    ask(app, request).await.1
}
