use std::net::Ipv6Addr;

use super::*;

const A: Option<IpAddr> = Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, 1)));
const SAME_NETWORK: Option<IpAddr> =
    Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 5, 6, 7, 8)));
const B: Option<IpAddr> = Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 2, 0, 0, 0, 1)));

#[test]
fn the_eleventh_wrong_password_for_one_account_has_to_wait_until_the_window_ends() {
    let (throttle, start) = (Throttle::default(), Instant::now());
    for _ in 0..10 {
        throttle.attempt(A, "ada@example.org", start).unwrap();
    }
    let wait = throttle.attempt(SAME_NETWORK, "ADA@example.org", start + WINDOW / 3);
    assert_eq!(wait.unwrap_err(), WINDOW / 3 * 2);
    throttle
        .attempt(A, "ada@example.org", start + WINDOW)
        .unwrap();
}

#[test]
fn passwords_that_nobody_looked_at_are_no_guesses_and_wrong_ones_stay_counted() {
    let (throttle, now) = (Throttle::default(), Instant::now());
    for _ in 0..9 {
        throttle.attempt(A, "ada@example.org", now).unwrap();
    }
    for _ in 0..20 {
        let attempt = throttle.attempt(A, "ada@example.org", now).unwrap();
        throttle.not_judged(&attempt);
    }
    throttle.attempt(A, "ada@example.org", now).unwrap();
    assert!(throttle.attempt(A, "ada@example.org", now).is_err());
}

#[test]
fn another_address_is_not_locked_out() {
    let (throttle, now) = (Throttle::default(), Instant::now());
    for _ in 0..10 {
        throttle.attempt(A, "ada@example.org", now).unwrap();
    }
    throttle.attempt(B, "ada@example.org", now).unwrap();
}

#[test]
fn ipv4_addresses_are_told_apart_on_a_listener_for_both_kinds_too() {
    let (throttle, now) = (Throttle::default(), Instant::now());
    let [mapped, other, plain] = ["::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1"];
    let attempt = |address: &str| throttle.attempt(address.parse().ok(), "ada@example.org", now);
    for _ in 0..10 {
        attempt(mapped).unwrap();
    }
    attempt(other).unwrap();
    assert!(attempt(mapped).is_err());
    assert!(attempt(plain).is_err());
}

#[test]
fn one_address_cannot_go_through_many_accounts() {
    let (throttle, now) = (Throttle::default(), Instant::now());
    for account in 0..100 {
        throttle.attempt(A, &account.to_string(), now).unwrap();
    }
    throttle.attempt(A, "another", now).unwrap_err();
}

#[test]
fn a_full_table_keeps_what_is_near_its_limit_and_goes_on_counting() {
    let (throttle, now) = (Throttle::default(), Instant::now());
    for _ in 0..10 {
        throttle.attempt(A, "ada@example.org", now).unwrap();
    }
    for number in 0..150_000_u32 {
        let network = Ipv6Addr::from_bits(u128::from(number) << 64);
        throttle
            .attempt(Some(network.into()), &number.to_string(), now)
            .unwrap();
        assert!(throttle.counts().len() <= MAX_COUNTS + 1);
    }
    assert!(throttle.attempt(A, "ada@example.org", now).is_err());
    for _ in 0..10 {
        throttle.attempt(B, "ada@example.org", now).unwrap();
    }
    assert!(throttle.attempt(B, "ada@example.org", now).is_err());
}

#[test]
fn what_is_given_back_takes_no_room() {
    let (throttle, now) = (Throttle::default(), Instant::now());
    for account in 0..1_000 {
        let attempt = throttle.attempt(A, &account.to_string(), now).unwrap();
        throttle.not_judged(&attempt);
    }
    throttle.not_looked_up(&throttle.new_email(A, now).unwrap());
    assert!(throttle.counts().is_empty());
}

#[test]
fn right_passwords_are_not_counted() {
    let (throttle, now) = (Throttle::default(), Instant::now());
    for _ in 0..1_000 {
        let attempt = throttle.attempt(A, "ada@example.org", now).unwrap();
        throttle.succeeded(&attempt);
    }
}

#[test]
fn one_address_cannot_try_who_has_an_account_without_end_and_others_may_still_register() {
    let (throttle, now) = (Throttle::default(), Instant::now());
    for _ in 0..100 {
        throttle.new_email(A, now).unwrap();
    }
    assert_eq!(throttle.new_email(SAME_NETWORK, now).unwrap_err(), WINDOW);
    throttle.new_email(B, now).unwrap();
    throttle.new_email(A, now + WINDOW).unwrap();
    throttle.attempt(A, "ada@example.org", now).unwrap();
}
