use super::report::{Judged, ensure_equal, needs};
use super::suite::Suite;
use super::under_test::{Person, StoreUnderTest};

/// `ada` in spellings that one database or another takes for the same, each to be followed by the rest of the key.
const STARTS: [&str; 11] = [
    "Ada",
    "ADA",
    " ada",
    "áda",
    "a\u{301}da",
    "\u{ff41}da",
    "\u{430}da",
    "ad\u{200b}a",
    "a\u{308}da",
    "\u{aa}da",
    "ada\u{0}",
];
const ENDS: [&str; 8] = [
    " ", "   ", "\t", "\n", "\u{a0}", "\u{3000}", "\u{200b}", "\u{0}",
];

/// Each of them is somebody else, or nobody: which of the two is the store's choice.
pub(super) async fn keys_that_look_alike_are_never_one_row<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    needs_text(suite)?;
    let rest = suite.new_key();
    let victim = Person {
        superuser: true,
        ..suite.somebody_called(format!("ada{rest}"))
    };
    suite.serves_as_is(&victim, 60).await?;
    let row = if T::KEEPS_ROWS {
        Some(suite.row(&victim.key).await?)
    } else {
        None
    };
    let starts = STARTS.iter().map(|start| format!("{start}{rest}"));
    let ends = ENDS.iter().map(|end| format!("{}{end}", victim.key));
    for key in starts.chain(ends) {
        let twin = suite.somebody_called(key);
        if let Ok(served) = suite.ask(&twin, 0).await? {
            ensure_equal(&served, &twin, "a twin was served as")?;
        }
        if let Some(row) = &row {
            suite.ensure_untouched(row).await?;
        }
    }
    suite.serves_as_is(&victim, 60).await
}

pub(super) async fn keys_beyond_ascii_are_kept_as_they_are<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    needs_text(suite)?;
    for start in ["Grüße", "Ада", "日本語", "🦀", "ﬁ", "ß", "ı"] {
        keeps(suite, format!("{start}{}", suite.new_key())).await?;
    }
    Ok(())
}

pub(super) async fn the_longest_keys_are_kept_as_they_are<T: StoreUnderTest>(
    suite: &Suite<'_, T>,
) -> Judged {
    needs_text(suite)?;
    for filling in ["x", "é", "🦀"] {
        let start = suite.new_key();
        let rest = T::LONGEST_KEY.saturating_sub(start.chars().count());
        keeps(suite, format!("{start}{}", filling.repeat(rest))).await?;
    }
    Ok(())
}

pub(super) async fn sql_is_stored_as_text<T: StoreUnderTest>(suite: &Suite<'_, T>) -> Judged {
    let sql = r#"Robert'); DROP TABLE users; -- "`\' %_ ${}"#;
    let somebody = Person {
        first_name: Some(sql.to_owned()),
        ..suite.somebody()
    };
    suite.serves_as_is(&somebody, 60).await?;
    let changed = Person {
        first_name: Some(format!("{sql}{sql}")),
        ..somebody
    };
    suite.serves_as_is(&changed, 0).await?;
    suite.has_one_row_if_any(&changed.key).await?;
    if T::KEYS_ARE_TEXT {
        keeps(suite, format!("{}{sql}", suite.new_key())).await?;
    }
    Ok(())
}

/// Created, found and changed by this key.
async fn keeps<T: StoreUnderTest>(suite: &Suite<'_, T>, key: String) -> Judged {
    let somebody = suite.somebody_called(key);
    suite.serves_as_is(&somebody, 60).await?;
    suite.serves_as_is(&somebody, 60).await?;
    let changed = Person {
        staff: true,
        ..somebody
    };
    suite.serves_as_is(&changed, 0).await?;
    suite.has_one_row_if_any(&changed.key).await
}

fn needs_text<T: StoreUnderTest>(_: &Suite<'_, T>) -> Judged {
    needs(T::KEYS_ARE_TEXT, "keys are no text")
}
