use crate::renewal::successor;
use crate::service::{REFRESH, Service};
use crate::token::claims;

const DAY: u64 = 24 * 3_600;

#[test]
fn a_sign_in_ends_after_thirty_days_however_often_it_is_used() {
    let service = Service::start();
    let mut token = service.refresh_token();
    let ends = claims(&token)["iat"].as_u64().unwrap() + 30 * DAY;
    for _ in 0..7 {
        service.wait(4 * DAY);
        token = successor(&service.renew(&token));
        let age = claims(&token)["exp"].as_u64().unwrap() - claims(&token)["iat"].as_u64().unwrap();
        assert!(age <= 5 * DAY);
    }
    assert_eq!(claims(&token)["exp"].as_u64(), Some(ends));
    service.wait(DAY);
    let last = service.renew(&token);
    let line = last.set_cookie(REFRESH).unwrap();
    assert!(line.contains("; Max-Age=86400"), "{line}");
    token = successor(&last);
    service.wait(DAY - 1);
    token = successor(&service.renew(&token));
    service.wait(1);
    assert_eq!(service.renew(&token).status, 200);
}

#[test]
fn a_sign_in_that_is_not_used_ends_after_five_days() {
    let service = Service::start();
    let [just_in_time, too_late] = [(); 2].map(|()| service.refresh_token());
    service.wait(5 * DAY - 1);
    successor(&service.renew(&just_in_time));
    service.wait(1);
    assert_eq!(service.renew(&too_late).status, 200);
}

#[test]
fn families_whose_tokens_have_all_ended_are_deleted_at_the_next_sign_in() {
    let service = Service::start();
    let [used, _, _] = [(); 3].map(|()| service.refresh_token());
    service.wait(4 * DAY);
    let used = successor(&service.renew(&used));
    service.wait(2 * DAY - 1);
    service.refresh_token();
    assert_eq!(service.count("families"), 4);
    service.wait(1);
    service.refresh_token();
    assert_eq!(service.count("families"), 3);
    successor(&service.renew(&used));
}
