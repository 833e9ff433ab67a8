use crate::http::{Request, Response};
use crate::service::{ACCESS, EMAIL, PASSWORD, REFRESH, Service};
use crate::token::claims;

const GRACE: &str = "grace@example.org";
const ALL: &str = "staff=true,superuser=true,active=true";
const NONE: &str = "staff=false,superuser=false,active=true";

/// A service where Ada is a superuser and Grace is not: with their refresh tokens.
fn service() -> (Service, String, String) {
    let service = Service::start();
    service.sql("UPDATE accounts SET is_superuser = TRUE");
    let fields = [
        ("email", GRACE),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let grace = service.post("/register", &fields);
    let grace = grace.cookie(REFRESH).unwrap().to_owned();
    let ada = service.refresh_token();
    (service, ada, grace)
}

fn look(service: &Service, token: &str, target: &str) -> Response {
    let cookie = format!("{REFRESH}={token}");
    service.send(Request::get(target).header("Cookie", cookie))
}

fn uuid(token: &str) -> String {
    claims(token)["user_uuid"].as_str().unwrap().to_owned()
}

/// The form for the owner of `of`, as `token` sends it: which boxes are ticked. Without a password.
fn ask(service: &Service, token: &str, of: &str, was: &str, ticked: &[&str]) -> Response {
    send(service, token, of, was, ticked, &[])
}

/// The same, confirmed.
fn set(service: &Service, token: &str, of: &str, was: &str, ticked: &[&str]) -> Response {
    let password = [("current_password", PASSWORD)];
    send(service, token, of, was, ticked, &password)
}

fn send(
    service: &Service,
    token: &str,
    of: &str,
    was: &str,
    ticked: &[&str],
    password: &[(&str, &str)],
) -> Response {
    let mut fields = vec![("was", was), ("email", "gr"), ("after", "")];
    fields.extend(ticked.iter().map(|name| (*name, "yes")));
    fields.extend(password);
    let request = Request::post(&format!("/admin/{}", uuid(of)), &fields);
    service.send(request.header("Cookie", format!("{REFRESH}={token}")))
}

#[test]
fn strangers_are_led_to_sign_in_and_back() {
    let (service, ada, _) = service();
    let form = format!("/admin/{}", uuid(&ada));
    for answer in [service.get("/admin"), service.post(&form, &[("was", ALL)])] {
        assert_eq!(answer.status, 303);
        assert_eq!(answer.location(), "/login?next=/admin");
    }
    let renewed = look(&service, &ada, "/login?next=/admin");
    assert_eq!((renewed.status, renewed.location()), (302, "/admin"));
}

#[test]
fn who_is_no_superuser_sees_and_changes_nothing() {
    let (service, ada, grace) = service();
    let page = look(&service, &grace, "/admin");
    assert_eq!(page.status, 403);
    assert!(!page.body.contains(EMAIL));
    for of in [&ada, &grace] {
        let refused = set(&service, &grace, of, NONE, &["superuser", "active"]);
        assert_eq!(refused.status, 403);
    }
    assert_eq!(service.count("accounts WHERE is_superuser = TRUE"), 1);
    let links = look(&service, &grace, "/").body;
    assert!(links.contains(r#"href="/account""#) && !links.contains(r#"href="/admin""#));
    assert!(look(&service, &ada, "/").body.contains(r#"href="/admin""#));
}

#[test]
fn staff_are_no_superusers_and_the_database_decides_not_the_token() {
    let (service, ada, _) = service();
    service.sql("UPDATE accounts SET is_superuser = FALSE, is_staff = TRUE");
    assert_eq!(look(&service, &ada, "/admin").status, 403);
    assert_eq!(set(&service, &ada, &ada, ALL, &["active"]).status, 403);
}

#[test]
fn a_superuser_gives_and_takes_rights_and_the_next_token_has_them() {
    let (service, ada, grace) = service();
    let saved = set(&service, &ada, &grace, NONE, &["staff", "active"]);
    assert_eq!(saved.status, 303);
    assert_eq!(saved.location(), "/admin?email=gr&after=&saved=yes");
    assert!(saved.sets_no_cookie());
    let renewed = service.renew(&grace);
    let access = claims(renewed.cookie(ACCESS).unwrap());
    assert_eq!(access["user_is_staff"], true);
    assert_eq!(access["user_is_superuser"], false);
    let page = look(&service, &ada, saved.location());
    assert!(page.body.contains(r#"role="status""#));
    assert!(page.body.contains(GRACE) && !page.body.contains(&format!("<small>{EMAIL}")));
}

#[test]
fn a_cookie_alone_changes_no_rights() {
    let (service, ada, grace) = service();
    let asked = ask(&service, &ada, &grace, NONE, &["superuser", "active"]);
    assert_eq!(asked.status, 200);
    for line in [
        "Staff: no, as before",
        "Superuser: yes<",
        "Active: yes, as before",
    ] {
        assert!(asked.body.contains(line), "{line}");
    }
    // What the form would send: what was asked for, and the password.
    for (name, value) in [
        ("was", NONE),
        ("email", "gr"),
        ("after", ""),
        ("superuser", "yes"),
        ("active", "yes"),
    ] {
        let field = format!(r#"<input type="hidden" name="{name}" value="{value}">"#);
        assert_eq!(asked.body.matches(&field).count(), 1, "{name}");
    }
    assert!(!asked.body.contains(r#"name="staff""#));
    assert!(
        asked
            .body
            .contains(r#"<input type="password" name="current_password""#)
    );
    assert!(asked.body.contains(&format!("/admin/{}", uuid(&grace))));
    for wrong in ["", "not this one"] {
        let password = [("current_password", wrong)];
        let refused = send(
            &service,
            &ada,
            &grace,
            NONE,
            &["superuser", "active"],
            &password,
        );
        assert_eq!(refused.status, 422);
        assert!(
            refused
                .body
                .contains(r#"role="alert" id="current_password-problem""#)
        );
        assert!(refused.body.contains(r#"name="superuser" value="yes""#));
    }
    assert_eq!(service.count("accounts WHERE is_superuser = TRUE"), 1);
    let saved = set(&service, &ada, &grace, NONE, &["superuser", "active"]);
    assert_eq!(saved.status, 303);
    assert_eq!(service.count("accounts WHERE is_superuser = TRUE"), 2);
}

#[test]
fn guesses_at_the_password_of_a_superuser_are_bounded() {
    let (service, ada, grace) = service();
    let guess = |password| {
        let password = [("current_password", password)];
        send(
            &service,
            &ada,
            &grace,
            NONE,
            &["superuser", "active"],
            &password,
        )
        .status
    };
    for _ in 0..10 {
        assert_eq!(guess("not this one"), 422);
    }
    assert_eq!(guess(PASSWORD), 429);
    assert_eq!(service.count("accounts WHERE is_superuser = TRUE"), 1);
}

#[test]
fn who_is_made_inactive_is_signed_out_for_good() {
    let (service, ada, grace) = service();
    assert_eq!(set(&service, &ada, &grace, NONE, &[]).status, 303);
    let login = service.renew(&grace);
    assert_eq!((login.status, login.location()), (200, ""));
    assert_eq!(login.cookie(ACCESS), Some(""));
    let form = [("email", GRACE), ("password", PASSWORD)];
    assert_eq!(service.post("/login", &form).status, 401);
    let inactive = "staff=false,superuser=false,active=false";
    let again = set(&service, &ada, &grace, inactive, &["active"]);
    assert_eq!(again.status, 303);
    assert_eq!(service.renew(&grace).status, 401);
    assert_eq!(service.post("/login", &form).status, 303);
    assert_eq!(service.renew(&ada).status, 302);
}

#[test]
fn the_last_active_superuser_stays_one() {
    let (service, ada, grace) = service();
    for ticked in [&["staff", "active"][..], &["staff", "superuser"], &[]] {
        let refused = set(&service, &ada, &ada, ALL, ticked);
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains(r#"<p role="alert">"#));
        assert!(refused.sets_no_cookie());
    }
    // An inactive superuser gives no rights to anybody.
    let inactive = set(&service, &ada, &grace, NONE, &["superuser"]);
    assert_eq!(inactive.status, 303);
    assert_eq!(set(&service, &ada, &ada, ALL, &["active"]).status, 409);
    assert_eq!(service.renew(&ada).status, 302);
}

#[test]
fn a_superuser_may_step_back_when_there_is_another() {
    let (service, ada, grace) = service();
    set(&service, &ada, &grace, NONE, &["superuser", "active"]);
    let stepped_back = set(&service, &ada, &ada, ALL, &["active"]);
    assert_eq!((stepped_back.status, stepped_back.location()), (303, "/"));
    let access = claims(stepped_back.cookie(ACCESS).unwrap());
    assert_eq!(access["user_is_superuser"], false);
    assert_eq!(look(&service, &ada, "/admin").status, 403);
    assert_eq!(look(&service, &grace, "/admin").status, 200);
}

#[test]
fn a_superuser_who_makes_the_own_account_inactive_is_signed_out() {
    let (service, ada, grace) = service();
    set(&service, &ada, &grace, NONE, &["superuser", "active"]);
    let left = set(&service, &ada, &ada, ALL, &["staff", "superuser"]);
    assert_eq!((left.status, left.location()), (303, "/"));
    assert_eq!(left.cookie(ACCESS), Some(""));
    assert_eq!(left.cookie(REFRESH), Some(""));
}

#[test]
fn of_two_superusers_who_demote_each_other_at_once_one_stays() {
    let (service, ada, grace) = service();
    service.sql("UPDATE accounts SET is_superuser = TRUE, is_staff = TRUE");
    std::thread::scope(|scope| {
        scope.spawn(|| set(&service, &ada, &grace, ALL, &["active"]));
        scope.spawn(|| set(&service, &grace, &ada, ALL, &["active"]));
    });
    let left = "accounts WHERE is_superuser = TRUE AND is_active = TRUE";
    assert_eq!(service.count(left), 1);
}

#[test]
fn a_form_that_was_filled_in_for_other_rights_changes_nothing() {
    let (service, ada, grace) = service();
    assert_eq!(set(&service, &ada, &grace, NONE, &[]).status, 303);
    for was in [NONE, ALL, ""] {
        let late = set(&service, &ada, &grace, was, &["staff", "active"]);
        assert_eq!(late.status, 409, "{was}");
        assert!(late.body.contains(r#"<p role="alert">"#));
    }
    let page = look(&service, &ada, "/admin?email=grace");
    let current = r#"name="was" value="staff=false,superuser=false,active=false""#;
    assert!(page.body.contains(current));
}

#[test]
fn an_account_that_does_not_exist_is_not_found() {
    let (service, ada, _) = service();
    let cookie = format!("{REFRESH}={ada}");
    for uuid in ["00000000-0000-0000-0000-000000000000", "1", "%00", "%FF"] {
        let request = Request::post(&format!("/admin/{uuid}"), &[("was", ALL)]);
        let status = service.send(request.header("Cookie", &cookie)).status;
        assert!([400, 404].contains(&status), "{uuid} {status}");
    }
}

#[test]
fn a_post_from_elsewhere_changes_nothing() {
    let (service, ada, grace) = service();
    let cases: [&[(&str, &str)]; 4] = [
        &[],
        &[("Origin", "https://evil.example")],
        &[("Origin", crate::service::SERVICE)],
        &[("Sec-Fetch-Site", "same-site")],
    ];
    for case in cases {
        let fields = [("was", NONE), ("superuser", "yes"), ("active", "yes")];
        let request = Request::cross_site_post(&format!("/admin/{}", uuid(&grace)), &fields);
        let request = request.header("Cookie", format!("{REFRESH}={ada}"));
        let request = case.iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        assert_eq!(service.send(request).status, 403, "{case:?}");
    }
    assert_eq!(service.count("accounts WHERE is_superuser = TRUE"), 1);
}

#[test]
fn the_list_goes_on_page_by_page_and_shows_everybody_once() {
    let (service, ada, _) = service();
    let rows: Vec<String> = (0..118)
        .map(|n| format!("('id-{n}', 'p{n:03}@example.org', '', '', '')"))
        .collect();
    service.sql(&format!(
        "INSERT INTO accounts (uuid, email, first_name, last_name, password_hash) VALUES {}",
        rows.join(", ")
    ));
    let (mut target, mut seen, mut pages) = ("/admin".to_owned(), Vec::new(), 0);
    loop {
        let page = look(&service, &ada, &target);
        assert_eq!(page.status, 200);
        pages += 1;
        let found = page.body.split(r#"<th scope="row">"#).skip(1);
        seen.extend(found.map(|it| it.split('<').next().unwrap().to_owned()));
        let Some((_, link)) = page.body.split_once(r#"id="next-page" href=""#) else {
            break;
        };
        target = link.split('"').next().unwrap().replace("&#38;", "&");
    }
    assert_eq!((pages, seen.len()), (3, 120));
    assert!(seen.is_sorted());
    seen.dedup();
    assert_eq!(seen.len(), 120);
}

#[test]
fn the_search_finds_addresses_by_their_beginning() {
    let (service, ada, _) = service();
    let finds = |prefix: &str| {
        let page = look(&service, &ada, &format!("/admin?email={prefix}"));
        assert_eq!(page.status, 200, "{prefix}");
        [EMAIL, GRACE].map(|it| page.body.contains(&format!("Rights of {it}")))
    };
    assert_eq!(finds(""), [true, true]);
    assert_eq!(finds("gr"), [false, true]);
    assert_eq!(finds("GRACE%40"), [false, true]);
    assert_eq!(finds("ada@example.org"), [true, false]);
    for nobody in ["race", "%25", "_da", "a%00", "' OR 1=1 --", "%F4%8F%BF%BF"] {
        assert_eq!(finds(&nobody.replace(' ', "+")), [false, false], "{nobody}");
    }
}

#[test]
fn names_made_of_markup_are_only_names() {
    let (service, ada, _) = service();
    service.sql("UPDATE accounts SET first_name = '<script>alert(1)</script>'");
    let page = look(&service, &ada, "/admin?email=%22%3E%3Cscript%3E");
    assert!(!page.body.contains("<script"));
    assert!(!look(&service, &ada, "/admin").body.contains("<script"));
}
