//! The command line.

use auth_service::{ClaimChanges, Person, Rotation};
use serde_json::Value;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) is_development: bool,
    pub(crate) verb: Verb,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Serve,
    RotateKeys(Rotation),
    Mint {
        person: Person,
        lifetime: i64,
        changes: ClaimChanges,
    },
    Help,
}

impl Command {
    /// # Errors
    /// What is wrong with the arguments.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let (dev, rest): (Vec<_>, Vec<_>) = arguments.into_iter().partition(|it| it == "--dev");
        let mut rest = rest.into_iter();
        let verb = match rest.next().as_deref() {
            None => Verb::Serve,
            Some("--help" | "-h" | "help") => Verb::Help,
            Some("rotate-keys") => Verb::RotateKeys(match rest.next().as_deref() {
                None => Rotation::Planned,
                Some("--now") => Rotation::AtOnce,
                Some(other) => return Err(unknown(other)),
            }),
            Some("mint") => mint(&mut rest)?,
            Some(other) => return Err(unknown(other)),
        };
        let is_development = !dev.is_empty();
        match rest.next() {
            Some(other) => Err(unknown(&other)),
            None if matches!(verb, Verb::Mint { .. }) && !is_development => {
                Err("only the development issuer makes tokens for anybody: add --dev".to_owned())
            }
            None => Ok(Self {
                is_development,
                verb,
            }),
        }
    }
}

fn mint(rest: &mut impl Iterator<Item = String>) -> Result<Verb, String> {
    let mut person = Person::default();
    let mut lifetime = 300;
    let mut changes = ClaimChanges::default();
    while let Some(option) = rest.next() {
        let mut value = || rest.next().ok_or(format!("{option} needs a value"));
        match option.as_str() {
            "--email" => person.email = value()?,
            "--uuid" => person.user_uuid = value()?,
            "--first-name" => person.first_name = value()?,
            "--last-name" => person.last_name = value()?,
            "--staff" => person.is_staff = true,
            "--superuser" => person.is_superuser = true,
            "--expires-in" => {
                lifetime = value()?
                    .parse()
                    .map_err(|_| format!("{option} needs a number of seconds"))?;
            }
            "--claim" => {
                let (name, value) = claim(&value()?)?;
                changes.set(&name, value);
            }
            "--without" => changes.leave_out(&value()?),
            other => return Err(unknown(other)),
        }
    }
    Ok(Verb::Mint {
        person,
        lifetime,
        changes,
    })
}

/// A word without quotes may be meant for a string, or for a number that is mistyped: it is not guessed at.
fn claim(text: &str) -> Result<(String, Value), String> {
    let (name, json) = text.split_once('=').unwrap_or_default();
    match serde_json::from_str(json) {
        Ok(value) if !name.is_empty() => Ok((name.to_owned(), value)),
        _ => Err(format!(
            "--claim needs NAME=JSON, such as 'team=\"blue\"' in quotes for the shell; {text:?} is not"
        )),
    }
}

fn unknown(argument: &str) -> String {
    format!("{argument:?} is not known here")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(line.split_whitespace().map(str::to_owned))
    }

    fn verb(line: &str) -> Verb {
        parse(line).unwrap().verb
    }

    #[test]
    fn without_arguments_it_serves_as_ever() {
        let serves = Command {
            is_development: false,
            verb: Verb::Serve,
        };
        assert_eq!(parse(""), Ok(serves));
    }

    #[test]
    fn dev_may_stand_anywhere() {
        for line in [
            "--dev",
            "--dev rotate-keys",
            "mint --email a@b --dev --staff",
        ] {
            assert!(parse(line).unwrap().is_development, "{line}");
        }
    }

    #[test]
    fn keys_are_rotated_as_planned_unless_told_otherwise() {
        assert_eq!(verb("rotate-keys"), Verb::RotateKeys(Rotation::Planned));
        assert_eq!(
            verb("rotate-keys --now"),
            Verb::RotateKeys(Rotation::AtOnce)
        );
    }

    #[test]
    fn a_token_is_minted_for_whom_the_options_say() {
        let expected = Verb::Mint {
            person: Person {
                email: "sam@example.org".to_owned(),
                user_uuid: "7".to_owned(),
                first_name: "Sam".to_owned(),
                is_staff: true,
                ..Person::default()
            },
            lifetime: -60,
            changes: ClaimChanges::default(),
        };
        let line =
            "--dev mint --email sam@example.org --uuid 7 --first-name Sam --staff --expires-in -60";
        assert_eq!(verb(line), expected);
    }

    #[test]
    fn a_claim_is_set_or_left_out_and_the_last_word_counts() {
        let mut wanted = ClaimChanges::default();
        wanted.set("aud", json!(["shop", "till"]));
        wanted.set("team", json!("a=b"));
        wanted.set("user_email", Value::Null);
        wanted.set("jti", json!(7));
        wanted.leave_out("exp");
        let line = r#"--dev mint --email sam@example.org --claim aud=["shop","till"] --claim team="a=b" --claim user_email=null
            --without jti --claim jti=7 --claim exp=1 --without exp"#;
        let Verb::Mint { changes, .. } = verb(line) else {
            panic!("{line}");
        };
        assert_eq!(changes, wanted);
    }

    #[test]
    fn what_is_not_known_is_refused_and_not_passed_over() {
        for line in [
            "serve",
            "rotate-keys --soon",
            "rotate-keys --now --now",
            "--dev mint --email",
            "--dev mint --expires-in soon",
            "--dev mint --admin",
            "--dev mint --claim",
            "--dev mint --claim team",
            "--dev mint --claim team=blue",
            "--dev mint --claim ={}",
            "--dev mint --without",
            "mint --email sam@example.org",
            "mint --email sam@example.org --claim aud=1",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
