use futures_util::future::join_all;

use super::report::{Judged, ensure_equal};
use super::suite::Suite;
use super::under_test::{Person, StoreUnderTest};

const AT_ONCE: u64 = 64;

pub(super) async fn first_requests_at_once_make_one_complete_row<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    let somebody = Person {
        staff: true,
        ..suite.somebody()
    };
    let requests = (0..AT_ONCE).map(|_| suite.serves_as_is(&somebody, 0));
    all(join_all(requests).await)?;
    suite.has_one_row_if_any(&somebody.key).await
}

/// Only the newest is no superuser's, and only the newest has its name.
pub(super) async fn older_and_newer_tokens_at_once_end_with_the_newest<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_watermark()?;
    suite.needs_rows()?;
    let newest = suite.somebody();
    let issued = |seconds_ago: u64| Person {
        superuser: seconds_ago > 0,
        first_name: Some(format!("Ada {seconds_ago}")),
        ..newest.clone()
    };
    // All of 0 to 63, in no order.
    let requests = (0..AT_ONCE).map(|place| (place * 37 + 11) % AT_ONCE);
    let issued = &issued;
    let requests = requests.map(|seconds_ago| async move {
        let answer = suite.served(&issued(seconds_ago), seconds_ago).await;
        answer.map(|_| ())
    });
    all(join_all(requests).await)?;
    let served = suite.served(&issued(AT_ONCE), AT_ONCE).await?;
    ensure_equal(&served, &issued(0), "what an old token was served")?;
    suite.has_one_row_if_any(&newest.key).await
}

fn all(answers: Vec<Judged>) -> Judged {
    answers.into_iter().collect()
}
