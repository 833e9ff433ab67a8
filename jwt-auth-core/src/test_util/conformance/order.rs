use super::report::{Judged, ensure_equal};
use super::suite::Suite;
use super::under_test::{Person, StoreUnderTest};

pub(super) async fn an_older_token_reads_and_never_overwrites<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_watermark()?;
    let demoted = suite.somebody();
    let promoted = promoted(&demoted);
    suite.served(&promoted, 60).await?;
    suite.serves_as_is(&demoted, 30).await?;
    let row = suite.row(&demoted.key).await?;
    let served = suite.served(&promoted, 60).await?;
    ensure_equal(&served, &demoted, "what the older token was served")?;
    suite.ensure_untouched(&row).await
}

pub(super) async fn of_two_tokens_of_one_second_the_last_wins<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    let somebody = suite.somebody();
    let promoted = promoted(&somebody);
    suite.serves_as_is(&promoted, 30).await?;
    suite.serves_as_is(&somebody, 30).await?;
    suite.serves_as_is(&promoted, 30).await
}

pub(super) async fn a_token_without_a_date_never_overwrites_a_dated_one<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_watermark()?;
    let somebody = suite.somebody();
    suite.served(&somebody, 30).await?;
    let row = suite.row(&somebody.key).await?;
    let answer = suite.ask_undated(&promoted(&somebody)).await?;
    ensure_equal(&answer, &Ok(somebody), "what the undated token was served")?;
    suite.ensure_untouched(&row).await
}

/// Its claims are the stored ones, and yet it must leave its mark.
pub(super) async fn a_renewed_token_keeps_a_still_older_one_from_writing<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_watermark()?;
    let demoted = suite.somebody();
    suite.served(&demoted, 60).await?;
    suite.served(&demoted, 0).await?;
    let served = suite.served(&promoted(&demoted), 30).await?;
    ensure_equal(&served, &demoted, "what the older token was served")
}

fn promoted(person: &Person) -> Person {
    Person {
        staff: true,
        superuser: true,
        ..person.clone()
    }
}
