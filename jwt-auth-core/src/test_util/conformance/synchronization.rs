use super::report::{Judged, ensure, ensure_equal, needs};
use super::suite::Suite;
use super::under_test::{Person, StoreUnderTest};

pub(super) async fn a_changed_claim_is_synced<T: StoreUnderTest>(suite: &Suite<'_, T>) -> Judged {
    let before = suite.somebody();
    suite.served(&before, 60).await?;
    let after = Person {
        email: format!("new-{}", before.email),
        first_name: Some("Augusta Ada".to_owned()),
        ..before
    };
    suite.serves_as_is(&after, 0).await?;
    suite.serves_as_is(&after, 0).await?;
    suite.has_one_row_if_any(&after.key).await
}

pub(super) async fn a_demotion_is_synced<T: StoreUnderTest>(suite: &Suite<'_, T>) -> Judged {
    let promoted = Person {
        staff: true,
        superuser: true,
        ..suite.somebody()
    };
    suite.serves_as_is(&promoted, 60).await?;
    let demoted = Person {
        staff: false,
        superuser: false,
        ..promoted
    };
    suite.serves_as_is(&demoted, 0).await
}

pub(super) async fn a_missing_optional_claim_keeps_what_is_stored<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_rows()?;
    let named = suite.somebody();
    suite.served(&named, 60).await?;
    let nameless = Person {
        first_name: None,
        staff: true,
        ..named.clone()
    };
    let served = suite.served(&nameless, 0).await?;
    let expected = Person {
        staff: true,
        ..named
    };
    ensure_equal(&served, &expected, "what was served")
}

pub(super) async fn a_local_column_is_left_alone<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    suite.needs_rows()?;
    let somebody = suite.somebody();
    suite.served(&somebody, 60).await?;
    let written = suite.under_test.set_local(&somebody.key, "local").await;
    needs(written, "there is no local column")?;
    let promoted = Person {
        staff: true,
        ..somebody
    };
    suite.serves_as_is(&promoted, 0).await?;
    let kept = suite.under_test.local(&promoted.key).await;
    ensure_equal(&kept, &Some("local".to_owned()), "the local column")
}

pub(super) async fn an_email_of_somebody_else_touches_nobody_elses_row<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    needs(T::UNIQUE_EMAIL, "e-mail addresses are not unique")?;
    suite.needs_rows()?;
    let owner = suite.somebody();
    suite.served(&owner, 60).await?;
    let known = suite.somebody();
    suite.served(&known, 60).await?;
    let row = suite.row(&owner.key).await?;
    for thief in [suite.somebody(), known] {
        let thief = Person {
            email: owner.email.clone(),
            superuser: true,
            ..thief
        };
        let answer = suite.ask(&thief, 0).await?;
        ensure(
            answer
                .as_ref()
                .map_or(true, |served| served.email != owner.email),
            || format!("somebody else was served with that address: {answer:?}"),
        )?;
        suite.ensure_untouched(&row).await?;
    }
    Ok(())
}
