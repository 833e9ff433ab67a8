//! One sign-in for both services.

use crate::demo::{Demo, ask, send, until};

/// The cookies that signing in gives.
fn sign_in(auth: &str, email: &str, password: &str) -> String {
    let head = format!(
        "POST /login HTTP/1.1\r\nOrigin: http://{auth}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let answer = send(auth, &head, &format!("email={email}&password={password}")).unwrap();
    let cookies = answer.lines().filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let is_cookie = name.eq_ignore_ascii_case("set-cookie");
        is_cookie.then(|| value.split(';').next().unwrap().to_owned())
    });
    let cookies: Vec<_> = cookies.collect();
    assert_eq!(cookies.len(), 2, "{answer}");
    cookies.join("; ")
}

fn page(address: &str, path: &str, cookies: &str) -> String {
    let head = format!("GET {path} HTTP/1.1\r\nCookie: {cookies}\r\n");
    send(address, &head, "").unwrap()
}

#[test]
fn who_signs_in_is_known_to_both_services_and_each_says_which_one_it_is() {
    let demo = Demo::start(&[]);
    let [first, auth, second] = demo.addresses();
    for address in [&first, &auth, &second] {
        until("it answers", || ask(address).ok());
    }
    let cookies = sign_in(&auth, &demo.after("E-mail    "), &demo.after("Password  "));
    for (address, other, name) in [
        (&first, &second, "First service"),
        (&second, &first, "Second service"),
    ] {
        let home = page(address, "/", &cookies);
        assert!(home.contains("<h1>Hello, Daniel</h1>"), "{home}");
        assert!(home.contains(&format!("{name}</title>")), "{home}");
        assert!(
            home.contains(&format!("<a href=\"http://{other}/\">")),
            "{home}"
        );
        assert!(page(address, "/staff", &cookies).starts_with("HTTP/1.1 200"));
        assert!(page(address, "/superuser", &cookies).starts_with("HTTP/1.1 403"));
    }
}

#[test]
fn the_superuser_that_it_names_may_go_where_superusers_may() {
    let demo = Demo::start(&[]);
    let [first, auth, _] = demo.addresses();
    for address in [&first, &auth] {
        until("it answers", || ask(address).ok());
    }
    let line = demo.after("A superuser: ");
    let (email, password) = line.split_once(", with the password ").unwrap();
    let cookies = sign_in(&auth, email, password);
    assert!(page(&first, "/superuser", &cookies).starts_with("HTTP/1.1 200"));
}

/// A form on one service cannot act at another, although the browser sends the same cookies.
#[test]
fn a_form_of_the_second_service_is_refused_by_the_first() {
    let demo = Demo::start(&[]);
    let [first, auth, second] = demo.addresses();
    for address in [&first, &auth] {
        until("it answers", || ask(address).ok());
    }
    let cookies = sign_in(&auth, &demo.after("E-mail    "), &demo.after("Password  "));
    for (origin, status) in [(&first, "200"), (&second, "403")] {
        let head =
            format!("POST /form HTTP/1.1\r\nCookie: {cookies}\r\nOrigin: http://{origin}\r\n");
        let answer = send(&first, &head, "").unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
    }
}
