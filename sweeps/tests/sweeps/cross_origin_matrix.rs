//! The CSRF matrix of the security reference, section (f): who may make a signed-in browser change something, for all
//! combinations of what a request can say about where it comes from.

use actix_web::http::Method;
use actix_web::http::header::COOKIE;
use actix_web::test::TestRequest;
use jwt_auth_actix::CrossOriginMode;

use crate::site::{ACCESS, CLOSED, OPEN, OWN_URL, app, ask, builder, token_of};

const TRUSTED: &str = "https://app.example.org";

const METHODS: [&str; 9] = [
    "GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "PROPFIND",
];
const SITES: [Option<&str>; 6] = [
    None,
    Some("same-origin"),
    Some("none"),
    Some("same-site"),
    Some("cross-site"),
    Some("unheard-of"),
];
const ORIGINS: [Option<&str>; 8] = [
    None,
    Some(OWN_URL),
    Some(TRUSTED),
    Some("https://sibling.example.org"),
    Some("https://attacker.example"),
    Some("http://someservice.example.org"),
    Some("https://someservice.example.org:8443"),
    Some("null"),
];
const REFERERS: [Option<&str>; 4] = [
    None,
    Some("https://someservice.example.org/form?x=1"),
    Some("https://app.example.org/form"),
    Some("https://attacker.example/https://someservice.example.org/"),
];
const CREDENTIALS: [Credentials; 3] = [
    Credentials::Nothing,
    Credentials::Cookie,
    Credentials::BearerAndCookie,
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Credentials {
    Nothing,
    Cookie,
    /// The cookie of somebody else, who must not count.
    BearerAndCookie,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    method: &'static str,
    is_websocket: bool,
    site: Option<&'static str>,
    origin: Option<&'static str>,
    referer: Option<&'static str>,
    credentials: Credentials,
}

/// What the two routes answer.
#[derive(Debug, PartialEq)]
enum Answer {
    Nobody,
    /// By the token of this person.
    SignedIn(&'static str),
    CrossOrigin,
}

type Header = (&'static str, &'static str);

/// Reads the sentence of DESIGN.md section 6 as sets of headers: what decides is the first of those that are looked at, and
/// it has to be one that proves something. A trusted origin is another site by nature, so its name counts beside whatever
/// else is said.
struct Sentence {
    mode: CrossOriginMode,
    /// In the order in which they decide.
    looked_at: &'static [&'static str],
    proofs: &'static [Header],
    trusted: Header,
    /// Whether a request may change something that says nothing of that.
    silence_passes: bool,
}

const STRICT: Sentence = Sentence {
    mode: CrossOriginMode::Strict,
    looked_at: &["Sec-Fetch-Site", "Origin", "Referer"],
    proofs: &[
        ("Sec-Fetch-Site", "same-origin"),
        ("Sec-Fetch-Site", "none"),
        ("Origin", OWN_URL),
        ("Referer", "https://someservice.example.org/form?x=1"),
        ("Referer", "https://app.example.org/form"),
    ],
    trusted: ("Origin", TRUSTED),
    silence_passes: false,
};

/// As Go's `http.CrossOriginProtection`, which knows no `Referer` and no scheme.
const LENIENT: Sentence = Sentence {
    mode: CrossOriginMode::LenientAsGo,
    looked_at: &["Sec-Fetch-Site", "Origin"],
    proofs: &[
        ("Sec-Fetch-Site", "same-origin"),
        ("Sec-Fetch-Site", "none"),
        ("Origin", OWN_URL),
        ("Origin", "http://someservice.example.org"),
    ],
    trusted: ("Origin", TRUSTED),
    silence_passes: true,
};

const OFF: Sentence = Sentence {
    mode: CrossOriginMode::DangerouslyOff,
    looked_at: &[],
    proofs: &[],
    trusted: ("Origin", TRUSTED),
    silence_passes: true,
};

impl Sentence {
    fn expects(&self, row: &Row) -> Answer {
        match row.credentials {
            Credentials::Nothing => Answer::Nobody,
            Credentials::BearerAndCookie => Answer::SignedIn("bob"),
            Credentials::Cookie if row.changes_something() && !self.is_proven(row) => {
                Answer::CrossOrigin
            }
            Credentials::Cookie => Answer::SignedIn("ada"),
        }
    }

    fn is_proven(&self, row: &Row) -> bool {
        let carried = row.says();
        let decides = |name| carried.iter().find(|(carried, _)| carried == name);
        match self.looked_at.iter().find_map(decides) {
            Some(first) => self.proofs.contains(first) || carried.contains(&self.trusted),
            None => self.silence_passes,
        }
    }
}

impl Row {
    fn says(&self) -> Vec<Header> {
        let named = [
            ("Sec-Fetch-Site", self.site),
            ("Origin", self.origin),
            ("Referer", self.referer),
        ];
        let said = named
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        said.collect()
    }

    /// A handshake opens a channel, whatever its method.
    fn changes_something(&self) -> bool {
        self.is_websocket || !["GET", "HEAD", "OPTIONS"].contains(&self.method)
    }
}

#[actix_web::test]
async fn a_cookie_changes_something_only_with_same_origin_proof() {
    sweep(&STRICT).await;
}

#[actix_web::test]
async fn the_lenient_mode_lets_pass_what_go_lets_pass() {
    sweep(&LENIENT).await;
}

#[actix_web::test]
async fn with_the_proof_switched_off_every_cookie_counts() {
    sweep(&OFF).await;
}

async fn sweep(sentence: &Sentence) {
    let auth = builder().allow_bearer().trusted_origin(TRUSTED);
    let app = app(auth.cross_origin_mode(sentence.mode).build().unwrap()).await;
    let tokens = Tokens {
        cookie: format!("{ACCESS}={}", token_of("ada")),
        bearer: format!("Bearer {}", token_of("bob")),
    };
    let mut rows = 0;
    for row in all_rows() {
        let expected = sentence.expects(&row);

        let closed = ask(&app, tokens.request(&row, CLOSED)).await;
        let open = ask(&app, tokens.request(&row, OPEN)).await;

        let sees = match closed {
            (302 | 401, _) => Answer::Nobody,
            (403, _) => Answer::CrossOrigin,
            (200, name) if name == "ada" => Answer::SignedIn("ada"),
            (200, name) if name == "bob" => Answer::SignedIn("bob"),
            other => panic!("{row:?}: {other:?}"),
        };
        assert_eq!(sees, expected, "{:?} {row:?}", sentence.mode);
        let says = match expected {
            Answer::Nobody => "nobody: no_token",
            Answer::CrossOrigin => "nobody: cross_origin",
            Answer::SignedIn(name) => name,
        };
        assert_eq!(open, (200, says.to_owned()), "{:?} {row:?}", sentence.mode);
        rows += 1;
    }
    assert_eq!(rows, 2 * 5_184);
}

fn all_rows() -> impl Iterator<Item = Row> {
    let sayings = SITES.into_iter().flat_map(|site| {
        ORIGINS.into_iter().flat_map(move |origin| {
            REFERERS
                .into_iter()
                .map(move |referer| (site, origin, referer))
        })
    });
    sayings.flat_map(|(site, origin, referer)| {
        let asking = METHODS.into_iter().flat_map(|method| {
            CREDENTIALS
                .into_iter()
                .map(move |credentials| (method, credentials))
        });
        asking.flat_map(move |(method, credentials)| {
            [false, true].map(|is_websocket| Row {
                method,
                is_websocket,
                site,
                origin,
                referer,
                credentials,
            })
        })
    })
}

struct Tokens {
    cookie: String,
    bearer: String,
}

impl Tokens {
    fn request(&self, row: &Row, path: &str) -> TestRequest {
        let method = Method::from_bytes(row.method.as_bytes()).unwrap();
        let mut request = TestRequest::default().method(method).uri(path);
        for header in row.says() {
            request = request.insert_header(header);
        }
        if row.is_websocket {
            request = request.insert_header(("Upgrade", "websocket"));
        }
        if row.credentials != Credentials::Nothing {
            request = request.insert_header((COOKIE, self.cookie.as_str()));
        }
        if row.credentials == Credentials::BearerAndCookie {
            request = request.insert_header(("Authorization", self.bearer.as_str()));
        }
        request
    }
}
