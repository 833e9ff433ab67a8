//! Rules that need more than one attribute.

use quote::ToTokens as _;
use syn::Ident;

use crate::attr::Insert;
use crate::ctxt::Ctxt;
use crate::field::{Field, Role};
use crate::model::Model;

/// As many as fit into `Changes`.
const MAX_SYNCED: usize = 64;

pub(crate) fn check(model: &Model<'_>, ctxt: &mut Ctxt) {
    one_key(model, ctxt);
    key_is_the_tokens(model, ctxt);
    nullable_key_can_be_linked(model, ctxt);
    at_most_one(model, ctxt);
    privileges_can_be_withdrawn(model, ctxt);
    table_has_a_connection(model, ctxt);
    claims_only_is_complete(model, ctxt);
    columns_are_written_once(model, ctxt);
    not_too_many(model, ctxt);
}

fn one_key(model: &Model<'_>, ctxt: &mut Ctxt) {
    let (issuers, mut keys): (Vec<_>, Vec<_>) = model.keys().partition(|field| field.is_issuer());
    if keys.is_empty() && model.fields_read {
        ctxt.error_at(
            model.ident,
            "no key: mark the column that names the person with `#[jwt(key, claim = \"user_uuid\")]`",
        );
    }
    let others = keys
        .drain(1.min(keys.len())..)
        .chain(issuers.into_iter().skip(1));
    for another in others.filter_map(Field::key) {
        ctxt.error_at(
            another,
            "a user has one `key`, beside the issuer where there are several (`#[jwt(key, claim = \"iss\")]`): remove this one",
        );
    }
}

/// Taken from a token, these would let whoever issues tokens into rows that the service made itself.
fn key_is_the_tokens(model: &Model<'_>, ctxt: &mut Ctxt) {
    for field in model.keys() {
        if ["id", "password", "is_active", "date_joined"]
            .iter()
            .any(|name| field.ident == name)
        {
            let name = field.ident;
            ctxt.error_at(
                name,
                format!("`{name}` is the service's own column and no key that comes from a token: give the key a column of its own, or the field another name with `#[diesel(column_name = {name})]` if you are sure"),
            );
        }
    }
}

/// `WHERE key IS NULL` is every row that is not linked yet, so the primary key has to tell which.
fn nullable_key_can_be_linked(model: &Model<'_>, ctxt: &mut Ctxt) {
    if model.table.is_none() || !model.fields_read || !model.primary_key().is_empty() {
        return;
    }
    for field in model.keys().filter(|field| field.is_option()) {
        ctxt.error_at(
            field.ty,
            "a key that may be null needs the primary key in the model: add the field `id`, or name it with `#[diesel(primary_key(…))]`",
        );
    }
}

fn at_most_one(model: &Model<'_>, ctxt: &mut Ctxt) {
    let flags: [fn(&Field<'_>) -> Option<Ident>; 5] = [
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
        |field| match &field.role {
            Role::NotBefore { flag, .. } => Some(flag.clone()),
            _ => None,
        },
    ];
    for flag in flags {
        for another in model.fields.iter().filter_map(flag).skip(1) {
            ctxt.error_at(
                &another,
                format!("only one field can be `{another}`: remove this one"),
            );
        }
    }
}

fn privileges_can_be_withdrawn(model: &Model<'_>, ctxt: &mut Ctxt) {
    for field in &model.fields {
        let Some(flag) = field.staff.as_ref().or(field.superuser.as_ref()) else {
            continue;
        };
        if field.claim().is_some_and(|claim| {
            claim.on_create || claim.is_optional() || claim.optional_on_conflict
        }) {
            ctxt.error_at(
                flag,
                format!("a privilege that keeps its stored value could not be withdrawn: write `{flag}` with a plain `claim`, or with `default = false`"),
            );
        }
    }
}

fn table_has_a_connection(model: &Model<'_>, ctxt: &mut Ctxt) {
    if !model.options_read {
        return;
    }
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
    let mut named = Vec::new();
    for connection in &model.connections {
        let name = connection.to_token_stream().to_string();
        if named.contains(&name) {
            ctxt.error_at(connection, "this connection is named twice: remove one");
        }
        named.push(name);
    }
}

fn claims_only_is_complete(model: &Model<'_>, ctxt: &mut Ctxt) {
    if model.table.is_some() || !model.connections.is_empty() || !model.options_read {
        return;
    }
    for field in &model.fields {
        match &field.role {
            Role::Claim(_) | Role::Unclear => {}
            Role::Local => ctxt.error_at(
                field.ident,
                "without a table this field has no source: give it `#[jwt(claim = \"…\")]`, or add `#[diesel(table_name = users)]`",
            ),
            Role::Active { flag, .. } | Role::IssuedAt(flag) | Role::NotBefore { flag, .. } => ctxt.error_at(
                flag,
                format!("`{flag}` needs a table: add `#[diesel(table_name = users)]`, or remove the field"),
            ),
        }
    }
    if let Some((filter, _)) = &model.filter {
        ctxt.error_at(
            filter,
            "`filter` needs a table: add `#[diesel(table_name = users)]`, or remove it for a claims-only user",
        );
    }
    for insert in &model.insert {
        ctxt.error_at(
            &insert.column,
            "`insert` needs a table: add `#[diesel(table_name = users)]`, or remove it for a claims-only user",
        );
    }
}

/// Databases refuse an `INSERT` that names a column twice, or drop one of the values, and only at the first sign-in.
fn columns_are_written_once(model: &Model<'_>, ctxt: &mut Ctxt) {
    let mut written: Vec<&Ident> = Vec::new();
    for field in &model.fields {
        if matches!(
            field.role,
            Role::Local
                | Role::Unclear
                | Role::NotBefore { .. }
                | Role::Active { with: Some(_), .. }
        ) {
            continue;
        }
        if written.contains(&&field.column) {
            let message = format!("another field is `{}` already: choose one", field.column);
            ctxt.error_at(&field.column, message);
        }
        written.push(&field.column);
    }
    for Insert { column, .. } in &model.insert {
        if written.contains(&column) {
            let message = format!("`{column}` is already written: remove it here");
            ctxt.error_at(column, message);
        }
        written.push(column);
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
