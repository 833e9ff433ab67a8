//! Ck18: a header full of cookies costs memory once, and not once a cookie.

use allocation_counter::AllocationInfo;

use crate::service::{Service, cookies, token};

#[actix_web::test]
async fn twenty_thousand_cookies_need_no_more_memory_than_one() {
    let service = Service::start(Service::auth()).await;
    let token = token();
    let cost = |others: &str| service.cost(cookies(&format!("{others}access={token}")));
    let one = cost("");
    for others in [
        "a=b; ".repeat(20_000),
        // Names that begin or end as the right one does, so that each is looked at.
        "acces=; ".repeat(14_000),
        "xaccess=; ".repeat(12_000),
        "access; ".repeat(14_000),
        ";".repeat(100_000),
        " ".repeat(100_000),
    ] {
        assert_same(cost(&others), one);
    }
}

fn assert_same(some: AllocationInfo, other: AllocationInfo) {
    assert_eq!(
        (some.count_total, some.bytes_total),
        (other.count_total, other.bytes_total)
    );
}
