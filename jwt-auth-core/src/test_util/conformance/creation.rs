use super::report::{Judged, ensure_equal};
use super::suite::Suite;
use super::under_test::{Person, StoreUnderTest};

pub(super) async fn somebody_new_is_created_complete<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    let somebody = Person {
        staff: true,
        superuser: true,
        ..suite.somebody()
    };
    suite.serves_as_is(&somebody, 0).await?;
    suite.has_one_row_if_any(&somebody.key).await
}

pub(super) async fn somebody_known_is_found_again<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    let somebody = suite.somebody();
    suite.serves_as_is(&somebody, 60).await?;
    suite.serves_as_is(&somebody, 0).await?;
    suite.has_one_row_if_any(&somebody.key).await
}

pub(super) async fn the_same_token_writes_nothing<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_rows()?;
    let somebody = suite.somebody();
    suite.served(&somebody, 0).await?;
    let before = suite.rows().await;
    suite.serves_as_is(&somebody, 0).await?;
    ensure_equal(&suite.rows().await, &before, "the rows")
}

pub(super) async fn a_missing_optional_claim_does_not_keep_somebody_new_out<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    let nameless = Person {
        first_name: None,
        ..suite.somebody()
    };
    let served = suite.served(&nameless, 0).await?;
    ensure_equal(
        &served.first_name.unwrap_or_default(),
        &String::new(),
        "the name",
    )?;
    suite.has_one_row_if_any(&nameless.key).await
}
