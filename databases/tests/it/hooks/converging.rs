//! A database that does not keep what was written.

use serde_json::{Value, json};

use crate::database::{Database, on_each_database};
use crate::events::Events;
use crate::people::{self, Person};
use crate::tables::define;
use crate::tokens::{NOW, ada, store, with};

on_each_database!(
    a_trigger_that_rewrites_a_column_is_reported_once_with_the_column,
    what_the_database_keeps_is_not_reported,
);

fn a_trigger_that_rewrites_a_column_is_reported_once_with_the_column(database: &Database) {
    people::create(database);
    let events = Events::watch();
    let store = store::<Person>(database);
    events
        .visit(&store, with(ada(), json!({"iat": NOW - 5})))
        .unwrap();
    lower_case_e_mails(database);
    for (visit, reports) in [1, 0, 0].into_iter().enumerate() {
        let served = events.visit(&store, shouting()).unwrap();
        assert_eq!(served.email, "ada@new.example.org", "as it is stored");
        let reported = events.take("not_converging");
        assert_eq!(reported.len(), reports, "visit {visit}: {reported:?}");
        for line in reported {
            assert_eq!(line, r#"event="not_converging" columns=["email"]"#);
        }
    }
}

fn what_the_database_keeps_is_not_reported(database: &Database) {
    people::create(database);
    let events = Events::watch();
    let store = store::<Person>(database);
    for token in [with(ada(), json!({"iat": NOW - 5})), shouting()] {
        events.visit(&store, token).unwrap();
        assert_eq!(events.take("not_converging"), [""; 0]);
    }
}

fn shouting() -> Value {
    with(
        ada(),
        json!({"email": "Ada@NEW.example.org", "name": "Ada"}),
    )
}

fn lower_case_e_mails(database: &Database) {
    define(
        database,
        database.kind().pick(
            "CREATE TRIGGER lower_case AFTER UPDATE OF email ON people BEGIN \
             UPDATE people SET email = lower(NEW.email) WHERE id = NEW.id; END",
            "CREATE FUNCTION lower_case() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN NEW.email := lower(NEW.email); RETURN NEW; END $$; \
             CREATE TRIGGER lower_case BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION lower_case()",
            "CREATE TRIGGER lower_case BEFORE UPDATE ON people FOR EACH ROW SET NEW.email = lower(NEW.email)",
        ),
    );
}
