//! People whose row is older than the shared sign-in.

use diesel::prelude::*;
use jwt_auth_actix::{AdoptExisting, JwtUser, Refusal, UnknownUser};
use serde_json::{Value, json};

use crate::database::{AnyConnection, Database, on_each_database};
use crate::statements::logged_store;
use crate::tables::{column, define, run};
use crate::tokens::{Answer, NOW, Store, refusal, store, visit, visit_at_once, with};

on_each_database!(
    a_row_is_linked_once_keeps_what_is_its_own_and_is_in_step_from_then_on,
    a_linked_person_is_found_by_their_key_and_the_hook_is_asked_no_more,
    a_person_whom_the_hook_does_not_know_gets_a_new_row,
    of_two_people_who_want_one_row_at_once_one_gets_it,
    a_row_that_is_somebodys_already_is_not_stolen,
    a_row_that_a_token_without_iat_linked_is_not_stolen_and_no_outage,
    somebody_who_is_not_active_is_not_linked,
    a_link_is_no_adoption,
    a_store_that_rejects_the_unknown_links_the_known,
    a_token_without_iat_links_too,
    an_error_of_the_hook_is_an_outage_and_links_nobody,
    a_key_that_is_never_null_is_replaced,
);

diesel::table! {
    people {
        id -> Integer,
        sub -> Nullable<Text>,
        email -> Text,
        name -> Text,
        active -> Bool,
        token_iat -> Nullable<BigInt>,
        note -> Text,
    }
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection, claims = MemberClaims)]
struct Member {
    id: i32,
    #[jwt(key, claim = "sub")]
    sub: Option<String>,
    #[jwt(claim = "email")]
    email: String,
    #[jwt(claim = "name")]
    name: String,
    #[jwt(active)]
    active: bool,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
    note: String,
}

fn a_row_is_linked_once_keeps_what_is_its_own_and_is_in_step_from_then_on(database: &Database) {
    create(database);
    let store = linking(database);
    let linked = visit(&store, ada()).unwrap();
    assert_eq!(
        linked,
        Member {
            id: 7,
            sub: Some("ada".to_owned()),
            email: "ada@example.org".to_owned(),
            name: "Ada".to_owned(),
            active: true,
            token_iat: Some(NOW - 5),
            note: "made here".to_owned(),
        }
    );
    let renewed = with(ada(), json!({"iat": NOW, "email": "new@example.org"}));
    let renewed = visit(&store, renewed).unwrap();
    assert_eq!((renewed.id, renewed.email.as_str()), (7, "new@example.org"));
    assert_eq!(all(database)[0], renewed);
}

fn a_linked_person_is_found_by_their_key_and_the_hook_is_asked_no_more(database: &Database) {
    create(database);
    let (store, log) = logged_store::<Member>(database);
    let store = store.find_unlinked(by_email);
    visit(&store, ada()).unwrap();
    assert_eq!(
        log.take_shapes(),
        [
            "SELECT",
            "BEGIN",
            "SELECT",
            "UPDATE sub token_iat",
            "COMMIT",
            "SELECT",
            "UPDATE name token_iat",
            "SELECT"
        ]
    );
    visit(&store, ada()).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT"]);
}

fn a_person_whom_the_hook_does_not_know_gets_a_new_row(database: &Database) {
    create(database);
    let stranger = json!({"sub": "eve", "email": "eve@example.org", "name": "Eve"});
    let made = visit(&linking(database), stranger).unwrap();
    assert_eq!(made.note, "");
    assert_eq!(column(database, "sub"), ["-", "-", "eve"]);
}

fn of_two_people_who_want_one_row_at_once_one_gets_it(database: &Database) {
    for round in 0..5 {
        create(database);
        let people = ["one", "two", "three", "four"];
        let tokens = people.map(|sub| with(ada(), json!({"sub": sub})));
        let store = linking(database);
        visit_at_once(&store, tokens.to_vec());
        // An outage, as SQLite answers with too many writers, is asked again.
        let answers = tokens.map(|token| visit(&store, token).unwrap());
        let with_the_row: Vec<_> = answers.iter().filter(|member| member.id == 7).collect();
        assert_eq!(with_the_row.len(), 1, "round {round}");
        let rows = all(database);
        assert_eq!(rows[0].sub, with_the_row[0].sub, "round {round}");
        for person in people {
            let of_person = |row: &&Member| row.sub.as_deref() == Some(person);
            assert_eq!(rows.iter().filter(of_person).count(), 1, "{person}");
        }
        run(database, "DROP TABLE people");
    }
}

/// A hook that looks at the e-mail alone.
fn a_row_that_is_somebodys_already_is_not_stolen(database: &Database) {
    create(database);
    visit(&linking(database), ada()).unwrap();
    let before = all(database);
    let careless = careless(database);
    for iat in [NOW - 6, NOW] {
        let thief = with(ada(), json!({"sub": "thief", "iat": iat}));
        assert!(visit(&careless, thief).is_err());
    }
    assert_eq!(all(database), before);
}

/// It has no watermark, so only its key says that it is somebody's.
fn a_row_that_a_token_without_iat_linked_is_not_stolen_and_no_outage(database: &Database) {
    create(database);
    visit(&linking(database), with(ada(), json!({"iat": null}))).unwrap();
    let before = all(database);
    let thief = with(ada(), json!({"sub": "thief"}));
    assert_eq!(
        refusal(visit(&careless(database), thief)),
        Refusal::UnknownUser
    );
    assert_eq!(all(database), before);
}

fn somebody_who_is_not_active_is_not_linked(database: &Database) {
    create(database);
    run(database, "UPDATE people SET active = FALSE WHERE id = 7");
    let before = all(database);
    assert_eq!(refusal(visit(&linking(database), ada())), Refusal::Inactive);
    assert_eq!(all(database), before);
}

fn a_link_is_no_adoption(database: &Database) {
    create(database);
    let store = linking(database).adopt_existing(AdoptExisting::No);
    let without_iat = with(ada(), json!({"iat": null}));
    assert_eq!(
        refusal(visit(&store, without_iat)),
        Refusal::MissingClaim("iat")
    );
    assert_eq!(visit(&store, ada()).unwrap().id, 7);
    assert_eq!(visit(&store, ada()).unwrap().token_iat, Some(NOW - 5));
}

fn a_store_that_rejects_the_unknown_links_the_known(database: &Database) {
    create(database);
    let store = linking(database).unknown_user(UnknownUser::Reject);
    assert_eq!(visit(&store, ada()).unwrap().id, 7);
    let stranger = json!({"sub": "eve", "email": "eve@example.org", "name": "Eve"});
    assert_eq!(refusal(visit(&store, stranger)), Refusal::UnknownUser);
    assert_eq!(column(database, "sub"), ["ada", "-"]);
}

fn a_token_without_iat_links_too(database: &Database) {
    create(database);
    let linked = visit(&linking(database), with(ada(), json!({"iat": null}))).unwrap();
    assert_eq!((linked.id, linked.name.as_str()), (7, "Ada"));
    assert_eq!(linked.token_iat, None);
}

fn an_error_of_the_hook_is_an_outage_and_links_nobody(database: &Database) {
    create(database);
    let before = all(database);
    let store = store::<Member>(database)
        .find_unlinked(|_, _| Err(diesel::result::Error::RollbackTransaction));
    let answer = visit(&store, ada());
    assert!(is_unavailable(&answer), "{answer:?}");
    assert_eq!(all(database), before);
}

/// As in a table of Django: `username` is what people chose, until they first come with a token.
fn a_key_that_is_never_null_is_replaced(database: &Database) {
    use crate::people::{self, Person, people as table};
    people::create(database);
    people::insert_local(database, "ada");
    let store = store::<Person>(database).find_unlinked(|conn, claims| {
        table::table
            .filter(table::email.eq(&claims.email))
            .filter(table::token_iat.is_null())
            .select(Person::as_select())
            .first(conn)
            .optional()
    });
    let token = with(crate::tokens::ada(), json!({"sub": "6f1c"}));
    let linked = visit(&store, token.clone()).unwrap();
    assert_eq!(
        (linked.sub.as_str(), linked.note.as_str()),
        ("6f1c", "made here")
    );
    assert_eq!(people::all(database), [linked]);
    let another = with(token, json!({"sub": "7a2d"}));
    assert_eq!(refusal(visit(&store, another)), Refusal::RowConflict);
}

fn careless(database: &Database) -> Store<Member> {
    store::<Member>(database)
        .unknown_user(UnknownUser::Reject)
        .find_unlinked(|conn, claims| {
            people::table
                .filter(people::email.eq(&claims.email))
                .select(Member::as_select())
                .first(conn)
                .optional()
        })
}

fn linking(database: &Database) -> Store<Member> {
    store::<Member>(database).find_unlinked(by_email)
}

fn by_email(conn: &mut AnyConnection, claims: &MemberClaims) -> QueryResult<Option<Member>> {
    people::table
        .filter(people::email.eq(&claims.email))
        .filter(people::sub.is_null())
        .select(Member::as_select())
        .first(conn)
        .optional()
}

fn is_unavailable(answer: &Answer<Member>) -> bool {
    matches!(answer, Err(jwt_auth_actix::UserStoreError::Unavailable(_)))
}

fn ada() -> Value {
    json!({"sub": "ada", "email": "ada@example.org", "name": "Ada", "iat": NOW - 5})
}

fn all(database: &Database) -> Vec<Member> {
    people::table
        .select(Member::as_select())
        .order(people::id)
        .load(&mut database.connect())
        .unwrap()
}

fn create(database: &Database) {
    define(
        database,
        "CREATE TABLE people (id {id}, sub {key} UNIQUE, email VARCHAR(150) NOT NULL, name VARCHAR(150) NOT NULL DEFAULT '', \
         active BOOLEAN NOT NULL DEFAULT TRUE, token_iat BIGINT, note VARCHAR(150) NOT NULL DEFAULT '')",
    );
    run(
        database,
        "INSERT INTO people (id, email, note) VALUES (7, 'ada@example.org', 'made here'), (8, 'grace@example.org', '')",
    );
    if database.kind().pick(false, true, false) {
        run(database, "ALTER TABLE people ALTER id RESTART WITH 9");
    }
}
