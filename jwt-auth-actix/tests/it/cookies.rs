//! Group Ck of the security reference: raw `Cookie` header bytes.

use actix_web::http::header::{COOKIE, HeaderValue};
use actix_web::test::TestRequest;
use serde_json::json;

use crate::service::{Database, ada, app, builder, get, issuer, send, with};

const NAME: &str = "__Secure-access";

struct Row {
    id: &'static str,
    lines: Vec<Vec<u8>>,
    /// Who is signed in: `Some(username)` or nobody.
    user: Option<&'static str>,
}

#[actix_web::test]
async fn only_the_exact_name_counts_and_junk_hides_nothing() {
    let database = Database::new();
    let app = app(builder(&database).access_cookie(NAME).build().unwrap()).await;
    let issuer = issuer();
    let good = issuer.access_token(&ada());
    let other = issuer.access_token(&with(ada(), json!({"user_uuid": "6f1c0002"})));
    let expired = issuer.expired_token(&ada());
    let junk = "junk.junk.junk";

    let line = |text: String| vec![text.into_bytes()];
    let bytes = |parts: &[&[u8]]| vec![parts.concat()];
    let g = format!("{NAME}={good}");
    let g2 = format!("{NAME}={other}");
    let ada = Some("6f1c0001");
    let mut rows = vec![
        Row {
            id: "Ck01",
            lines: line(g.clone()),
            user: ada,
        },
        Row {
            id: "Ck02",
            lines: line(format!("{g}; {g}")),
            user: ada,
        },
        Row {
            id: "Ck03 J;G",
            lines: line(format!("{NAME}={junk}; {g}")),
            user: ada,
        },
        Row {
            id: "Ck03 G;J",
            lines: line(format!("{g}; {NAME}={junk}")),
            user: ada,
        },
        Row {
            id: "Ck04",
            lines: line(format!("{NAME}={expired}; {g}")),
            user: ada,
        },
        Row {
            id: "Ck05",
            lines: vec![
                format!("{NAME}={junk}").into_bytes(),
                g.clone().into_bytes(),
            ],
            user: ada,
        },
        Row {
            id: "Ck06 three",
            lines: line(format!("{NAME}=a; {NAME}=b; {NAME}=c; {g}")),
            user: ada,
        },
        Row {
            id: "Ck06 four",
            lines: line(format!("{NAME}=a; {NAME}=b; {NAME}=c; {NAME}=d; {g}")),
            user: None,
        },
        Row {
            id: "Ck07",
            lines: line(format!("{g}; {g2}")),
            user: None,
        },
        Row {
            id: "Ck07 reversed",
            lines: line(format!("{g2}; {g}")),
            user: None,
        },
        Row {
            id: "Ck08",
            lines: line(format!("__%53ecure-access={other}; {g}")),
            user: ada,
        },
        Row {
            id: "Ck10",
            lines: line(format!("{NAME} ={other}; {g}")),
            user: ada,
        },
        Row {
            id: "Ck10 HTAB",
            lines: line(format!("{NAME}\t={other}; {g}")),
            user: ada,
        },
        Row {
            id: "Ck11",
            lines: line(format!("={g2}; {g}")),
            user: ada,
        },
        Row {
            id: "Ck12",
            lines: line(format!("__secure-access={other}; {g}")),
            user: ada,
        },
        Row {
            id: "Ck13",
            lines: line(g2.clone()),
            user: Some("6f1c0002"),
        },
        Row {
            id: "Ck15 version",
            lines: line(format!("$Version=1; {g}")),
            user: ada,
        },
        Row {
            id: "Ck15 comma",
            lines: line(format!("a=1,{g}")),
            user: None,
        },
        Row {
            id: "Ck16",
            lines: line(format!("x=\"a; {g}\"")),
            user: None,
        },
        Row {
            id: "Ck17",
            lines: line(format!("{NAME}=; {g}")),
            user: ada,
        },
        Row {
            id: "Ck21",
            lines: line(format!("a=b;\t {g} \t;c=d")),
            user: ada,
        },
        Row {
            id: "T16 quoted",
            lines: line(format!("{NAME}=\"{good}\"")),
            user: None,
        },
        Row {
            id: "T17 percent-encoded",
            lines: line(format!("{NAME}={}", good.replace('.', "%2E"))),
            user: None,
        },
        Row {
            id: "Ck18",
            lines: line(format!("{}{g}", "a=b; ".repeat(20_000))),
            user: ada,
        },
    ];
    let spaces = ["\u{2000}", "\u{a0}", "\u{85}", "\u{3000}", "\u{feff}"];
    for space in spaces {
        let prefix = format!("{space}{NAME}={other}; {g}");
        let suffix = format!("{NAME}{space}={other}; {g}");
        rows.push(Row {
            id: "Ck09 before",
            lines: line(prefix),
            user: ada,
        });
        rows.push(Row {
            id: "Ck09 after",
            lines: line(suffix),
            user: ada,
        });
    }
    for byte in [0xE9_u8, 0xFF, 0x80] {
        let lines = bytes(&[b"x=", &[byte], b"; ", g.as_bytes()]);
        rows.push(Row {
            id: "Ck14",
            lines,
            user: ada,
        });
    }

    for Row { id, lines, user } in rows {
        let mut request = get("/whoami");
        for line in lines {
            let line = HeaderValue::from_bytes(&line).unwrap();
            request = request.append_header((COOKIE, line));
        }
        let answer = send(&app, request).await;
        assert_eq!(answer.status, 200, "{id}");
        assert_eq!(
            answer.json()["user"].as_str(),
            user,
            "{id}: {}",
            answer.body
        );
    }
}

/// Ck09, VT and FF: the header's grammar has no room for them, so they never arrive as a header value.
#[test]
fn control_characters_cannot_be_put_into_a_cookie_line() {
    for byte in [0x0b_u8, 0x0c, 0x00] {
        assert!(HeaderValue::from_bytes(&[b'a', byte, b'=', b'b']).is_err());
    }
}

#[actix_web::test]
async fn more_tokens_than_four_are_refused_as_too_many_over_all_lines_together() {
    let database = Database::new();
    let app = app(builder(&database).access_cookie(NAME).build().unwrap()).await;
    let good = issuer().access_token(&ada());
    let line = |values: &[&str]| {
        let pairs: Vec<_> = values.iter().map(|it| format!("{NAME}={it}")).collect();
        pairs.join("; ")
    };
    for (first, second, reason) in [
        (
            line(&["a", "b", "c", "d"]),
            line(&[&good]),
            Some("too_many_tokens"),
        ),
        (
            line(&[&good, "a"]),
            line(&["b", "c", "d"]),
            Some("too_many_tokens"),
        ),
        (line(&["a", "b"]), line(&["c", &good]), None),
        (line(&["", "", "", "", "", ""]), line(&[&good]), None),
    ] {
        let request = get("/whoami")
            .append_header((COOKIE, first.as_str()))
            .append_header((COOKIE, second));
        let answer = send(&app, request).await;
        assert_eq!(
            answer.json()["reason"].as_str(),
            reason,
            "Ck05, Ck06 {first}"
        );
    }
}

#[actix_web::test]
async fn of_two_good_tokens_of_one_person_the_newer_counts() {
    let database = Database::new();
    let app = app(builder(&database).access_cookie(NAME).build().unwrap()).await;
    let issuer = issuer();
    let now = issuer.registered_claims()["iat"].as_i64().unwrap();
    let token = |iat: i64, email: &str| {
        issuer.access_token(&with(ada(), json!({"iat": iat, "user_email": email})))
    };
    let (older, newer) = (
        token(now - 9, "old@example.org"),
        token(now, "new@example.org"),
    );

    for line in [
        format!("{NAME}={older}; {NAME}={newer}"),
        format!("{NAME}={newer}; {NAME}={older}"),
    ] {
        let answer = send(&app, get("/whoami").insert_header((COOKIE, line))).await;
        assert_eq!(answer.json()["email"], "new@example.org");
    }
}

#[actix_web::test]
async fn two_people_in_one_request_are_nobody_and_write_nothing() {
    let database = Database::new();
    let app = app(builder(&database).access_cookie(NAME).build().unwrap()).await;
    let issuer = issuer();
    let one = issuer.access_token(&ada());
    let other = issuer.access_token(&with(ada(), json!({"user_uuid": "6f1c0002"})));

    let line = format!("{NAME}={one}; {NAME}={other}");
    let answer = send(&app, get("/whoami").insert_header((COOKIE, line))).await;

    assert_eq!(answer.json()["reason"], "conflicting_tokens");
    assert!(database.users().is_empty());
}

#[actix_web::test]
async fn the_required_cookie_counts_by_its_presence_alone() {
    let database = Database::new();
    let auth = builder(&database)
        .access_cookie(NAME)
        .also_require_cookie("refresh")
        .build()
        .unwrap();
    let app = app(auth).await;
    let good = format!("{NAME}={}", issuer().access_token(&ada()));

    for (line, reason) in [
        (format!("{good}; refresh=anything"), None),
        (format!("{good}; refresh="), None),
        (good.clone(), Some("required_cookie_missing")),
        (
            format!("{good}; Refresh=x"),
            Some("required_cookie_missing"),
        ),
        ("refresh=anything".to_owned(), Some("renewal_due")),
        ("other=anything".to_owned(), Some("no_token")),
    ] {
        let request = TestRequest::get().uri("/whoami");
        let answer = send(&app, request.insert_header((COOKIE, line.as_str()))).await;
        assert_eq!(answer.json()["reason"].as_str(), reason, "{line}");
    }
}
