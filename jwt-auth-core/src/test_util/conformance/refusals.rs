use super::report::{Judged, ensure_equal, needs};
use super::suite::{NOW, Suite};
use super::under_test::{Person, StoreUnderTest};
use crate::Refusal;

pub(super) async fn somebody_who_is_banned_is_refused_and_not_written<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_rows()?;
    let somebody = suite.somebody();
    suite.served(&somebody, 60).await?;
    let banned = suite.under_test.ban(&somebody.key).await;
    needs(banned, "nobody can be banned")?;
    let row = suite.row(&somebody.key).await?;
    let promoted = Person {
        superuser: true,
        ..somebody
    };
    let answer = suite.ask(&promoted, 0).await?;
    ensure_equal(&answer, &Err(Refusal::Inactive), "the answer")?;
    suite.ensure_untouched(&row).await
}

pub(super) async fn tokens_from_before_a_sign_out_do_not_count<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_rows()?;
    let somebody = suite.somebody();
    suite.served(&somebody, 60).await?;
    let not_before = i64::try_from(NOW).unwrap_or(i64::MAX) - 30;
    let signed_out = suite.under_test.sign_out(&somebody.key, not_before).await;
    needs(signed_out, "nobody can be signed out")?;
    let row = suite.row(&somebody.key).await?;
    let promoted = Person {
        superuser: true,
        ..somebody
    };
    let before = suite.ask(&promoted, 31).await?;
    ensure_equal(&before, &Err(Refusal::SignedOut), "a second before")?;
    let undated = suite.ask_undated(&promoted).await?;
    ensure_equal(&undated, &Err(Refusal::SignedOut), "without a date")?;
    suite.ensure_untouched(&row).await?;
    suite.serves_as_is(&promoted, 30).await
}
