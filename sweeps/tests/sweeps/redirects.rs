//! R52 of the security reference: whatever is asked for, the redirect leads to the login page, and from there back to the
//! own host. Ada, the URL parser of Node.js, is the browser that follows it.

use actix_http::Request;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Uri;
use actix_web::http::header::{HOST, HeaderValue};
use actix_web::test::{TestRequest, call_service};
use ada_url::{Url, UrlSearchParams};
use jwt_auth_actix::JwtAuth;

use crate::hostile_urls::hostile_urls;
use crate::request_targets::request_targets;
use crate::site::{LOGIN_URL, OWN_URL, Person, app, builder};

#[actix_web::test]
async fn every_request_is_sent_to_the_login_page_and_back_to_the_own_host() {
    let redirects: usize =
        std::env::var("JWT_AUTH_REDIRECTS").map_or(100_000, |count| count.parse().unwrap());
    let mut apps = Vec::new();
    for site in sites() {
        let auth = site.auth();
        apps.push((site, auth.clone(), app(auth).await));
    }
    let mut apps = apps.iter().cycle();
    let (mut targets, mut sent) = (request_targets(5), 0);
    for _ in 0..3 * redirects {
        let target = targets.next().unwrap();
        let (site, auth, app) = apps.next().unwrap();
        // A sign-in link is made of any text.
        site.check(&auth.login_redirect(&target), &target);
        if let Ok(uri) = Uri::try_from(target.as_str()) {
            let path = uri.path_and_query().map_or("/", |path| path.as_str());
            let request = TestRequest::get().uri(&target);
            site.check(&location(app, request).await, path);
            sent += 1;
        }
        if sent == redirects {
            return;
        }
    }
    panic!("of three generated targets not even one is a request: {sent}");
}

#[actix_web::test]
async fn nothing_in_a_request_chooses_where_to_come_back() {
    let site = Site::new(OWN_URL, LOGIN_URL);
    let app = app(site.auth()).await;
    let long = format!("/x?{}", "long".repeat(750));
    for (id, target, headers, path) in [
        ("R40", "/x", ("Host", "evil.com"), "/x"),
        ("R41", "http://evil.com/x", ("Host", "evil.com"), "/x"),
        ("R41", "https://a:b@evil.com", ("Host", "evil.com"), "/"),
        ("R42", "//evil.com/x", ("Accept", "*/*"), "//evil.com/x"),
        ("R42", "/..//evil.com", ("Accept", "*/*"), "/..//evil.com"),
        ("R42", r"/\evil.com", ("Accept", "*/*"), r"/\evil.com"),
        ("R42", "/@evil.com", ("Accept", "*/*"), "/@evil.com"),
        ("R43", "/x", ("X-Forwarded-Host", "evil.com"), "/x"),
        ("R43", "/x", ("X-Forwarded-Proto", "http"), "/x"),
        ("R43", "/x", ("X-Forwarded-Port", "444"), "/x"),
        ("R43", "/x", ("X-Forwarded-Prefix", "/evil"), "/x"),
        ("R43", "/x", ("X-Original-URL", "https://evil.com/"), "/x"),
        ("R43", "/x", ("X-Rewrite-URL", "//evil.com/"), "/x"),
        ("R43", "/x", ("Forwarded", "host=evil.com;proto=http"), "/x"),
        ("R43", "/x", ("Referer", "https://evil.com/"), "/x"),
        (
            "R44",
            "/x?a=1&next=https://evil.com/&next=%2F%2Fevil.com",
            ("Accept", "*/*"),
            "/x?a=1&next=https://evil.com/&next=%2F%2Fevil.com",
        ),
        (
            "R44",
            "/x?next=/a&next=/b",
            ("Accept", "*/*"),
            "/x?next=/a&next=/b",
        ),
        ("R44", "/x#&next=//evil.com", ("Accept", "*/*"), "/x"),
        (
            "R44",
            "/x?%0d%0aLocation:%20//evil.com",
            ("Accept", "*/*"),
            "/x?%0d%0aLocation:%20//evil.com",
        ),
        ("R44", &long, ("Accept", "*/*"), "/"),
    ] {
        let request = TestRequest::get().uri(target).insert_header(headers);
        let location = location(&app, request).await;
        let page = Url::parse(location.as_str(), None).unwrap();
        assert_eq!(next_of(&page), format!("{OWN_URL}{path}"), "{id} {target}");
        site.check(&location, path);
    }
}

#[actix_web::test]
async fn htmx_comes_back_to_a_page_of_the_own_host_or_to_the_start() {
    let site = Site::new(OWN_URL, LOGIN_URL);
    let app = app(site.auth()).await;
    let origin = OWN_URL.trim_start_matches("https://");
    let (mut pages, mut starts) = (0, 0);
    for page in hostile_urls(origin).step_by(61) {
        let request = TestRequest::get()
            .uri("/fragment")
            .insert_header(("HX-Request", "true"));
        let Ok(current) = HeaderValue::from_bytes(page.as_bytes()) else {
            continue;
        };
        let request = request.insert_header(("HX-Current-URL", current));

        let response = call_service(&app, request.to_request()).await;

        let redirect = response.headers().get("HX-Redirect").unwrap();
        let login = Url::parse(redirect.to_str().unwrap(), None).unwrap();
        let next = next_of(&login);
        let back = Url::parse(next.as_str(), None).unwrap();
        assert_eq!(back.origin(), OWN_URL, "{page:?}");
        assert!(!back.has_credentials(), "{page:?}");
        if next == format!("{OWN_URL}/") {
            starts += 1;
        } else {
            assert_eq!(Url::parse(page.as_str(), None).unwrap().href(), back.href());
            pages += 1;
        }
    }
    assert!(pages > 10 && starts > 1_000, "{pages}, {starts}");
}

#[actix_web::test]
async fn a_host_chooses_among_the_own_urls_and_adds_none() {
    let shop = "https://shop.example.org";
    let app = app(builder().also_own_url(shop).build().unwrap()).await;
    let (mut first, mut second) = (0, 0);
    for host in hostile_urls("shop.example.org").step_by(61) {
        let Ok(host) = HeaderValue::from_bytes(host.as_bytes()) else {
            continue;
        };
        let request = TestRequest::get().uri("/x").insert_header((HOST, host));

        let location = location(&app, request).await;

        let next = next_of(&Url::parse(location.as_str(), None).unwrap());
        match next.strip_suffix("/x") {
            Some(own) if own == OWN_URL => first += 1,
            Some(own) if own == shop => second += 1,
            _ => panic!("{next}"),
        }
    }
    assert!(first > 1_000 && second > 0, "{first}, {second}");
}

fn sites() -> [Site; 6] {
    [
        Site::new(OWN_URL, LOGIN_URL),
        Site::new(
            "https://example.org/shop/",
            "https://auth.example.org:8443/a/login?lang=de&next=/old&e=&next=//evil.example#top",
        ),
        Site::new(
            "http://localhost:8080",
            "http://auth.localhost:8000?x=%zz&a+b=%2B;c",
        ),
        Site::new(
            "https://[2001:db8::1]:8443",
            "https://[2001:db8::2]/login;v=1#next=",
        ),
        Site::new(
            "HTTPS://SomeService.Example.org:443",
            "HTTPS://Auth.Example.org:443/login/?",
        ),
        Site::new(
            "https://xn--bcher-kva.example/a/b",
            "https://auth.xn--bcher-kva.example/login?mynext=1&NEXT=2",
        ),
    ]
}

struct Site {
    own_url: &'static str,
    login_url: &'static str,
    /// The same, as a browser reads them.
    own: Url,
    login: Url,
}

impl Site {
    fn new(own_url: &'static str, login_url: &'static str) -> Self {
        Self {
            own_url,
            login_url,
            own: Url::parse(own_url, None).unwrap(),
            login: Url::parse(login_url, None).unwrap(),
        }
    }

    fn auth(&self) -> JwtAuth<Person> {
        let builder = builder().own_url(self.own_url).login_url(self.login_url);
        builder.build().unwrap()
    }

    /// Follows `location` as a browser does, and then what an Auth service finds in it.
    fn check(&self, location: &str, path: &str) {
        let page = Url::parse(location, None).unwrap();
        let own_url = self.own_url;
        assert_eq!(page.origin(), self.login.origin(), "{own_url} {path:?}");
        assert_eq!(page.pathname(), self.login.pathname(), "{own_url} {path:?}");
        assert_eq!(page.hash(), self.login.hash(), "{own_url} {path:?}");
        assert!(!page.has_credentials(), "{own_url} {path:?}");
        assert!(location.bytes().all(|byte| byte.is_ascii_graphic()));

        let next = next_of(&page);
        assert_eq!(next, self.way_back(path), "{own_url} {path:?}");
        let back = Url::parse(next.as_str(), None).unwrap();
        assert_eq!(back.origin(), self.own.origin(), "{own_url} {path:?}");
        assert!(!back.has_credentials(), "{own_url} {path:?}");
    }

    /// The page that was asked for, or the start page where that is no path or longer than Auth services read.
    fn way_back(&self, path: &str) -> String {
        let own = self.own_url.strip_suffix('/').unwrap_or(self.own_url);
        if path.starts_with('/') && own.len() + path.len() <= 2_048 {
            format!("{own}{path}")
        } else {
            format!("{own}/")
        }
    }
}

/// The one `next` in an address.
fn next_of(page: &Url) -> String {
    let query = UrlSearchParams::parse(page.search()).unwrap();
    let all = query.get_all("next");
    assert_eq!(all.len(), 1, "{page}");
    all.get(0).unwrap().to_owned()
}

async fn location<S, B>(app: &S, request: TestRequest) -> String
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let response = call_service(app, request.to_request()).await;
    assert_eq!(response.status(), 302);
    let location = response.headers().get("Location").unwrap();
    location.to_str().unwrap().to_owned()
}
