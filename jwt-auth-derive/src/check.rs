//! Rules that need more than one attribute.

use syn::Ident;

use crate::ctxt::Ctxt;
use crate::field::{Field, Presence, Role};
use crate::model::Model;

/// As many as fit into `Changes`.
const MAX_SYNCED: usize = 64;

pub(crate) fn check(model: &Model<'_>, ctxt: &mut Ctxt) {
    one_key(model, ctxt);
    at_most_one(model, ctxt);
    key_is_plain(model, ctxt);
    privileges_can_be_withdrawn(model, ctxt);
    table_has_a_connection(model, ctxt);
    claims_only_is_complete(model, ctxt);
    inserted_columns_are_free(model, ctxt);
    not_too_many(model, ctxt);
}

fn one_key(model: &Model<'_>, ctxt: &mut Ctxt) {
    let mut keys = model.fields.iter().filter_map(Field::key);
    if keys.next().is_none() {
        ctxt.error_at(
            model.ident,
            "no key: mark the column that names the person with `#[jwt(key, claim = \"user_uuid\")]`",
        );
    }
    for another in keys {
        ctxt.error_at(another, "a user has one `key`; this is another");
    }
}

fn at_most_one(model: &Model<'_>, ctxt: &mut Ctxt) {
    let flags: [fn(&Field<'_>) -> Option<Ident>; 4] = [
        |field| field.staff.clone(),
        |field| field.superuser.clone(),
        |field| match &field.role {
            Role::Active { flag, .. } => Some(flag.clone()),
            _ => None,
        },
        |field| match &field.role {
            Role::IssuedAt(flag) => Some(flag.clone()),
            _ => None,
        },
    ];
    for flag in flags {
        for another in model.fields.iter().filter_map(flag).skip(1) {
            ctxt.error_at(&another, format!("only one field can be `{another}`"));
        }
    }
}

fn key_is_plain(model: &Model<'_>, ctxt: &mut Ctxt) {
    for field in &model.fields {
        let Some(claim) = field.claim().filter(|claim| claim.key.is_some()) else {
            continue;
        };
        let altered = claim.on_create
            || claim.with.is_some()
            || !matches!(claim.presence, Presence::Required);
        if altered {
            ctxt.error_at(
                &claim.key,
                "a key is taken as it stands in the token: write `#[jwt(key, claim = \"…\")]` and nothing but `max_len`",
            );
        }
    }
}

fn privileges_can_be_withdrawn(model: &Model<'_>, ctxt: &mut Ctxt) {
    for field in &model.fields {
        let Some(flag) = field.staff.as_ref().or(field.superuser.as_ref()) else {
            continue;
        };
        if field
            .claim()
            .is_some_and(|claim| claim.on_create || claim.is_optional())
        {
            ctxt.error_at(
                flag,
                format!("a privilege that keeps its stored value could not be withdrawn: write `{flag}` with a plain `claim`, or with `default = false`"),
            );
        }
    }
}

fn table_has_a_connection(model: &Model<'_>, ctxt: &mut Ctxt) {
    match (&model.table, model.connections.first()) {
        (Some(table), None) => ctxt.error_at(
            table,
            "no connection: add `#[jwt(connection = SqliteConnection)]`, `PgConnection`, `MysqlConnection` or a `MultiConnection`",
        ),
        (None, Some(connection)) => ctxt.error_at(
            connection,
            "a connection needs a table: add `#[diesel(table_name = users)]`, or remove it for a claims-only user",
        ),
        _ => {}
    }
}

fn claims_only_is_complete(model: &Model<'_>, ctxt: &mut Ctxt) {
    if model.table.is_some() || !model.connections.is_empty() {
        return;
    }
    for field in model.fields.iter().filter(|field| field.claim().is_none()) {
        ctxt.error_at(
            field.ident,
            "without a table this field has no source: give it `#[jwt(claim = \"…\")]`, or add `#[diesel(table_name = users)]`",
        );
    }
    for insert in &model.insert {
        ctxt.error_at(
            &insert.column,
            "`insert` needs a table: add `#[diesel(table_name = users)]`",
        );
    }
}

fn inserted_columns_are_free(model: &Model<'_>, ctxt: &mut Ctxt) {
    let written = |column: &Ident| {
        model.fields.iter().any(|field| {
            let local = matches!(field.role, Role::Local | Role::Active { with: Some(_), .. });
            !local && field.column == *column
        })
    };
    for insert in &model.insert {
        if written(&insert.column) {
            let message = format!("`{}` is already written by its field", insert.column);
            ctxt.error_at(&insert.column, message);
        }
    }
}

fn not_too_many(model: &Model<'_>, ctxt: &mut Ctxt) {
    if let Some((_, field)) = model.synced().nth(MAX_SYNCED) {
        ctxt.error_at(
            field.ident,
            "at most 64 fields can be kept in step with a token",
        );
    }
}
