//! Two processes at the same row. A transaction of the test's holds it until both wait there, so each race takes place.

use std::thread::{Scope, ScopedJoinHandle};

use diesel::connection::SimpleConnection as _;

use super::until;
use crate::database::{AnyConnection, Database};
use crate::http::{Request, Response};
use crate::renewal::{assert_revoked, successor};
use crate::service::{ACCESS, EMAIL, PASSWORD, REFRESH, Service};
use crate::token::claims;
use crate::tokens_without_family::old_token;

const HOLD_ALL: &str = "BEGIN; SELECT id FROM families FOR UPDATE";

#[test]
fn of_two_that_renew_one_token_at_the_same_time_one_replaces_it_and_both_get_the_successor() {
    for level in ["read committed", "repeatable read", "serializable"] {
        let Some(service) = on_a_server() else { return };
        set_default_level(&service, level);
        let other = service.restarted(&[]);
        let token = service.refresh_token();
        service.wait(300);

        let answers = at_the_held_rows(&service, HOLD_ALL, "COMMIT", |scope| {
            [&service, &other].map(|process| scope.spawn(|| process.renew(&token)))
        });

        let [one, another] = answers.map(|answer| successor(&answer));
        assert_eq!(one, another, "{level}");
        assert_ne!(one, token);
        assert_eq!(service.count("families"), 1);
        assert_eq!(service.count("families WHERE revoked"), 0);
        service.wait(300);
        assert_ne!(successor(&other.renew(&one)), one);
    }
}

#[test]
fn a_sign_out_that_comes_first_by_a_hair_ends_the_renewals_that_wait_for_it() {
    let Some(service) = on_a_server() else { return };
    let other = service.restarted(&[]);
    let token = service.refresh_token();
    service.wait(300);

    let sign_out = "BEGIN; UPDATE families SET revoked = TRUE";
    let answers = at_the_held_rows(&service, sign_out, "COMMIT", |scope| {
        [&service, &other].map(|process| scope.spawn(|| process.renew(&token)))
    });

    for answer in answers {
        assert_revoked(&answer);
    }
}

#[test]
fn a_sign_out_at_the_same_time_as_a_renewal_ends_the_successor_as_well() {
    let Some(service) = on_a_server() else { return };
    let other = service.restarted(&[]);
    let token = service.refresh_token();
    service.wait(300);

    let [renewed, signed_out] = at_the_held_rows(&service, HOLD_ALL, "COMMIT", |scope| {
        let cookie = format!("{REFRESH}={token}");
        let sign_out = Request::post("/logout", &[]).header("Cookie", cookie);
        [
            scope.spawn(|| service.renew(&token)),
            scope.spawn(|| other.send(sign_out)),
        ]
    });

    assert_eq!(signed_out.status, 303);
    if renewed.status == 302 {
        assert_revoked(&other.renew(&successor(&renewed)));
    } else {
        assert_revoked(&renewed);
    }
    assert_revoked(&other.renew(&token));
}

#[test]
fn a_token_without_a_family_founds_none_while_all_sign_ins_are_being_ended() {
    let Some(service) = on_a_server() else { return };
    let other = service.restarted(&[]);
    let token = old_token(&service, "old");

    let end = "BEGIN; UPDATE accounts SET sign_ins_ended = 99999999999";
    let answers = at_the_held_rows(&service, end, "COMMIT", |scope| {
        [&service, &other].map(|process| scope.spawn(|| process.renew(&token)))
    });

    for answer in answers {
        assert_eq!((answer.status, answer.cookie(REFRESH)), (200, Some("")));
    }
    assert_eq!(service.count("families WHERE id = 'old'"), 0);
}

#[test]
fn two_first_uses_of_a_token_without_a_family_found_one() {
    let Some(service) = on_a_server() else { return };
    let other = service.restarted(&[]);
    let token = old_token(&service, "old");
    service.wait(300);

    let hold = "BEGIN; SELECT id FROM accounts FOR UPDATE";
    let answers = at_the_held_rows(&service, hold, "COMMIT", |scope| {
        [&service, &other].map(|process| scope.spawn(|| process.renew(&token)))
    });

    let [one, another] = answers.map(|answer| successor(&answer));
    assert_eq!(one, another);
    assert_eq!(service.count("families WHERE id = 'old'"), 1);
}

#[test]
fn a_sign_in_deletes_those_that_have_ended_and_waits_for_none_that_somebody_holds() {
    let Some(service) = on_a_server() else { return };
    let [held, _] = [service.refresh_token(), service.refresh_token()];
    let held = claims(&held)["family"].as_str().unwrap().to_owned();
    service.wait(6 * 24 * 3_600);
    let mut holder = service.database.connect();
    holder
        .batch_execute(&format!(
            "BEGIN; SELECT id FROM families WHERE id = '{held}' FOR UPDATE"
        ))
        .unwrap();

    service.refresh_token();
    assert_eq!(service.count("families"), 2);
    assert_eq!(service.count(&format!("families WHERE id = '{held}'")), 1);

    holder.batch_execute("COMMIT").unwrap();
    service.refresh_token();
    assert_eq!(service.count(&format!("families WHERE id = '{held}'")), 0);
}

#[test]
fn a_superuser_who_is_being_demoted_gives_no_rights_to_an_accomplice() {
    let Some(service) = on_a_server() else { return };
    let other = service.restarted(&[]);
    service.sql("UPDATE accounts SET is_superuser = TRUE");
    let ada = service.refresh_cookie();
    let fields = [
        ("email", "grace@example.org"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let grace = service.post("/register", &fields);
    let grace = claims(grace.cookie(REFRESH).unwrap());
    let form = format!("/admin/{}", grace["user_uuid"].as_str().unwrap());

    let demotion = "BEGIN; UPDATE accounts SET is_superuser = FALSE";
    let answers = at_the_held_rows(&service, demotion, "COMMIT", |scope| {
        [&service, &other].map(|process| {
            let fields = [
                ("was", "staff=false,superuser=false,active=true"),
                ("superuser", "yes"),
                ("active", "yes"),
                ("current_password", PASSWORD),
            ];
            let request = Request::post(&form, &fields).header("Cookie", &ada);
            scope.spawn(|| process.send(request))
        })
    });

    assert_eq!(answers.map(|answer| answer.status), [403, 403]);
    assert_eq!(service.count("accounts WHERE is_superuser = TRUE"), 0);
}

#[test]
fn a_sign_in_that_waits_for_a_demotion_brings_a_token_of_after_it() {
    let Some(service) = on_a_server() else { return };
    let other = service.restarted(&[]);
    service.sql("UPDATE accounts SET is_superuser = TRUE");

    let demotion = "BEGIN; UPDATE accounts SET is_superuser = FALSE";
    let answers = at_the_held_rows(&service, demotion, "COMMIT", |scope| {
        let form = [("email", EMAIL), ("password", PASSWORD)];
        [&service, &other].map(|process| scope.spawn(move || process.post("/login", &form)))
    });

    for answer in answers {
        assert_eq!(answer.status, 303);
        let access = claims(answer.cookie(ACCESS).unwrap());
        assert_eq!(access["user_is_superuser"], false);
    }
}

#[test]
fn what_a_transaction_undoes_is_as_if_it_had_never_been() {
    let Some(service) = on_a_server() else { return };
    let other = service.restarted(&[]);
    let token = service.refresh_token();
    service.wait(300);

    let replacement =
        "BEGIN; UPDATE families SET previous_jti = current_jti, current_jti = 'another'";
    let answers = at_the_held_rows(&service, replacement, "ROLLBACK", |scope| {
        [&service, &other].map(|process| scope.spawn(|| process.renew(&token)))
    });

    let [one, another] = answers.map(|answer| successor(&answer));
    assert_eq!(one, another);
}

#[test]
fn rows_that_somebody_holds_end_in_503_and_not_in_waiting_for_ever() {
    let Some(service) = on_a_server() else { return };
    let token = service.refresh_token();
    service.wait(300);
    let mut holder = service.database.connect();
    holder.batch_execute(HOLD_ALL).unwrap();

    let refused = service.renew(&token);

    assert_eq!(refused.status, 503);
    assert!(refused.header("retry-after").is_some());
    assert!(refused.sets_no_cookie());
    holder.batch_execute("COMMIT").unwrap();
    successor(&service.renew(&token));
}

fn on_a_server() -> Option<Service> {
    let service = Service::start();
    matches!(*service.database, Database::Server(_)).then_some(service)
}

/// For the sessions that begin from now on.
fn set_default_level(service: &Service, level: &str) {
    let Database::Server(server) = &*service.database else {
        panic!("no server");
    };
    service.sql(&format!(
        "ALTER DATABASE {} SET default_transaction_isolation = '{level}'",
        server.name()
    ));
    server.disconnect_all();
}

/// What two requests are answered that both waited for rows, once the transaction ends that holds them.
fn at_the_held_rows<'env>(
    service: &'env Service,
    hold: &str,
    end: &str,
    send: impl for<'scope> FnOnce(
        &'scope Scope<'scope, 'env>,
    ) -> [ScopedJoinHandle<'scope, Response>; 2],
) -> [Response; 2] {
    let mut holder: AnyConnection = service.database.connect();
    holder.batch_execute(hold).unwrap();
    std::thread::scope(|scope| {
        let requests = send(scope);
        until("both wait", || {
            let waiting =
                "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            (service.count(waiting) == 2).then_some(())
        });
        holder.batch_execute(end).unwrap();
        requests.map(|request| request.join().unwrap())
    })
}
