use std::time::Duration;

use super::{Answer, Intervals, Schedule};

const TTL: u64 = 600;
const COOLDOWN: u64 = 30;

fn at(second: u64) -> Duration {
    Duration::from_secs(second)
}

fn fresh() -> Schedule {
    let intervals = Intervals {
        ttl: at(TTL),
        max_stale: at(3_600),
        cooldown: at(COOLDOWN),
    };
    Schedule::new(intervals, at(0))
}

/// After a first fetch at 0 that brought keys.
fn loaded() -> Schedule {
    let mut schedule = fresh();
    fetch(&mut schedule, 0, true);
    schedule
}

fn fetch(schedule: &mut Schedule, second: u64, is_good: bool) {
    schedule.begin(at(second));
    schedule.end(at(second), is_good);
}

#[test]
fn the_first_fetch_is_due_at_once_and_the_next_after_four_fifths_of_the_ttl() {
    assert_eq!(fresh().wait(at(0)), Duration::ZERO);
    let schedule = loaded();
    for (second, wait) in [(0, 480), (1, 479), (479, 1), (480, 0), (10_000, 0)] {
        assert_eq!(schedule.wait(at(second)), at(wait), "{second}");
    }
}

#[test]
fn keys_are_as_old_as_the_beginning_of_their_fetch() {
    let mut schedule = fresh();
    schedule.begin(at(3));
    assert_eq!(schedule.end(at(5), true), at(3));
    assert_eq!(schedule.wait(at(5)), at(478));
}

#[test]
fn failures_are_retried_after_1_2_4_8_16_and_then_30_seconds_less_up_to_half() {
    let mut schedule = fresh();
    for longest in [1, 2, 4, 8, 16, 30, 30, 30] {
        fetch(&mut schedule, 100, false);
        let wait = schedule.wait(at(100));
        assert!(wait <= at(longest), "{wait:?} of {longest}");
        assert!(wait >= at(longest) / 2, "{wait:?} of {longest}");
    }
    fetch(&mut schedule, 100, true);
    assert_eq!(schedule.wait(at(100)), at(480));
    fetch(&mut schedule, 100, false);
    assert!(schedule.wait(at(100)) <= at(1), "it starts anew");
}

#[test]
fn a_source_that_fails_for_years_does_not_overflow() {
    let mut schedule = fresh();
    schedule.failures = u32::MAX - 1;
    for _ in 0..3 {
        fetch(&mut schedule, 1, false);
        assert!(schedule.wait(at(1)) <= at(30));
    }
    let mut late = loaded();
    late.begin(Duration::MAX);
    late.end(Duration::MAX, true);
    assert_eq!(late.ask(Some("a"), Duration::MAX), Answer::Wait(3));
}

#[test]
fn replicas_do_not_knock_together() {
    let waits = (0..64).map(|_| {
        let mut schedule = fresh();
        fetch(&mut schedule, 0, false);
        schedule.wait(at(0))
    });
    let first = waits.clone().next();
    assert!(waits.map(Some).any(|wait| wait != first));
}

#[test]
fn a_token_causes_one_fetch_per_cooldown() {
    let mut schedule = loaded();
    for (second, answer) in [
        (10, Answer::Wait(2)),
        (11, Answer::Unknown),
        (39, Answer::Unknown),
        (40, Answer::Wait(3)),
        (69, Answer::Unknown),
        (70, Answer::Wait(4)),
    ] {
        assert_eq!(schedule.ask(Some("new"), at(second)), answer, "{second}");
        if schedule.wait(at(second)).is_zero() {
            fetch(&mut schedule, second, true);
        }
    }
}

#[test]
fn whoever_asks_before_the_thread_has_woken_up_waits_for_the_same_fetch() {
    let mut schedule = loaded();
    assert_eq!(schedule.ask(Some("a"), at(10)), Answer::Wait(2));
    assert_eq!(schedule.ask(Some("b"), at(10)), Answer::Wait(2));
    assert_eq!(schedule.ask(None, at(11)), Answer::Wait(2));
    schedule.begin(at(11));
    assert_eq!(schedule.ask(Some("c"), at(12)), Answer::Join(2));
    schedule.end(at(13), true);
    assert_eq!(schedule.ask(Some("d"), at(13)), Answer::Unknown);
}

#[test]
fn at_the_start_everybody_waits_for_the_first_attempt_and_then_nobody_for_a_source_that_is_down() {
    let mut schedule = fresh();
    assert_eq!(schedule.ask(None, at(0)), Answer::Wait(1));
    schedule.begin(at(0));
    assert_eq!(schedule.ask(None, at(0)), Answer::Join(1));
    schedule.end(at(0), false);
    assert_eq!(schedule.ask(None, at(0)), Answer::Unreachable);
    assert_eq!(schedule.ask(Some("a"), at(0)), Answer::Unreachable);
    assert_eq!(
        schedule.ask(Some("a"), at(30)),
        Answer::Wait(2),
        "the retry is due"
    );
}

#[test]
fn a_demand_is_due_at_once_whatever_was_fetched_lately() {
    let mut schedule = loaded();
    assert_eq!(schedule.demand(at(0)), 2);
    assert_eq!(schedule.wait(at(0)), Duration::ZERO);
    fetch(&mut schedule, 0, false);
    assert_eq!(schedule.demand(at(0)), 3, "also against the backoff");
    assert_eq!(schedule.wait(at(0)), Duration::ZERO);
}

#[test]
fn a_demand_during_a_fetch_waits_for_the_one_after_it() {
    for is_good in [true, false] {
        let mut schedule = loaded();
        schedule.begin(at(480));
        assert_eq!(schedule.demand(at(481)), 3);
        assert_eq!(schedule.demand(at(481)), 3, "two share it");
        schedule.end(at(482), is_good);
        assert_eq!(schedule.wait(at(482)), Duration::ZERO);
        fetch(&mut schedule, 482, true);
        assert_eq!(schedule.wait(at(482)), at(480), "once");
    }
}

#[test]
fn an_unknown_kid_is_remembered_for_one_cooldown() {
    let mut schedule = loaded();
    schedule.note_unknown(Some("x"), at(100));
    assert_eq!(schedule.ask(Some("x"), at(129)), Answer::Unknown);
    assert_eq!(schedule.ask(Some("y"), at(129)), Answer::Wait(2));
    fetch(&mut schedule, 129, true);
    let mut later = loaded();
    later.note_unknown(Some("x"), at(100));
    assert_eq!(later.ask(Some("x"), at(130)), Answer::Wait(2));
}

#[test]
fn a_flood_of_unknown_kids_is_not_remembered_beyond_a_thousand() {
    let mut schedule = loaded();
    for number in 0..10_000 {
        schedule.note_unknown(Some(&number.to_string()), at(100));
        schedule.note_unknown(None, at(100));
    }
    assert_eq!(schedule.unknown.len(), 1_000);
    assert!(schedule.unknown.capacity() < 4_000);
    assert_eq!(
        schedule.ask(Some("0"), at(129)),
        Answer::Unknown,
        "the flood does not push out who was here before it"
    );
    schedule.note_unknown(Some("late"), at(130));
    assert_eq!(schedule.unknown.len(), 1, "the old ones made room");
}
