//! `#[derive(JwtUser)]`, the derive macro of `jwt-auth-actix`.
//!
//! Use it through that crate, which re-exports it; the macro generates paths into it.

mod attr;
mod check;
mod ctxt;
mod expand;
mod fallback;
mod field;
mod model;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;

/// Makes a struct a user that is filled from the claims of a token.
///
/// With `#[diesel(table_name = …)]` the struct is a row: the derive generates a typed claims struct, the comparison of
/// row and token, and three statements (`SELECT` by key, `INSERT`, `UPDATE` of the columns that differ) for each named
/// connection. Without it the struct is a claims-only user, for services that keep no table.
///
/// ```ignore
/// #[derive(Queryable, Selectable, JwtUser)]
/// #[diesel(table_name = users)]
/// #[jwt(connection = SqliteConnection, claims = UserClaims)]
/// struct User {
///     id: i32,                                       // no #[jwt]: local, never written
///     #[jwt(key, claim = "user_uuid")]
///     username: String,
///     #[jwt(claim = "user_email", max_len = 254)]
///     email: String,
///     #[jwt(claim = "user_is_staff", staff)]
///     is_staff: bool,
///     #[jwt(claim = "user_first_name", optional)]
///     first_name: String,
///     #[jwt(active)]                                 // a local ban; a token never changes it
///     is_active: bool,
///     #[jwt(issued_at)]                              // an older token never overwrites
///     token_iat: Option<i64>,
/// }
/// ```
///
/// A row needs Diesel's `Queryable` and `Selectable` as well; with `#[diesel(check_for_backend(…))]`, Diesel reports a field
/// that does not fit its column at the field.
///
/// # Attributes of the struct
///
/// * `#[diesel(table_name = path)]`, the table. Read, not repeated.
/// * `#[jwt(connection = Type)]`, a Diesel connection to generate statements for: `SqliteConnection`, `PgConnection`,
///   `MysqlConnection` or a `#[derive(MultiConnection)]` enum. Repeatable. Required with a table.
/// * `#[jwt(claims = Name)]`, gives the generated claims struct a name. Its fields are named as the model's.
/// * `#[jwt(filter = expression)]`, a Diesel condition on the table, such as `users::deleted_at.is_null()`: other rows are
///   neither found nor written. A new row is made beside them, so the unique index on the key must leave them out too.
/// * `#[jwt(insert(column = function, …))]`, columns that only creation needs; the function takes `&Claims`.
/// * `#[jwt(crate = path)]`, where `jwt-auth-actix` or `jwt-auth-core` is found. Defaults to `::jwt_auth_actix`.
///
/// # Attributes of a field
///
/// A field without `#[jwt]` is local: it is read with the row and never written. `String` and `Option` are known by their
/// names, so a type alias of them counts as any other type.
///
/// * `key`, with `claim`: the unique column that names the person: a `String`, an integer, or a `uuid::Uuid` with the feature
///   `uuid` (in general a `UserKey`). Exactly one, beside `#[jwt(key, claim = "iss")]` where several issuers name people
///   independently; the unique index is then on both. Text is not empty, has at most 150 characters unless `max_len` says
///   otherwise, and is compared byte for byte. It is an `Option` where the column may be null, because rows are older than
///   the shared sign-in; the model then needs the primary key (`id`, or what `#[diesel(primary_key(…))]` names).
/// * `claim = "name"`: kept in step with this claim, which must be there and not null (for an `Option<T>`, null or
///   missing writes `NULL`).
/// * `path = "realm_access.roles"`, instead of `claim`: a claim inside others, by member names with dots between them.
/// * `optional`, with `claim`: where the claim is missing or null, the stored value is kept; on creation a `String`
///   becomes empty and anything else gets the column's default.
/// * `default = expression`, with `claim`: the value where the claim is missing or null.
/// * `on_create`, with `claim`: written when the row is created and never again. Later tokens must carry the claim all the
///   same, unless `optional` or `default` says otherwise.
/// * `optional_on_conflict`, with `claim`: where another row has the value already, the rest is written without it, and a
///   warning is logged (`conflict_left_out`). On creation the column gets its default, and a person for whom that is not
///   possible is refused, as everybody is without this option. It is tried again with the next token: where the model has no
///   `issued_at`, at every request. Make the column nullable, since its default can be one person's only.
/// * `with = function`, with `claim`: `fn(T) -> Result<Field, E>` turns the claim, deserialized as `T`, into the field
///   and takes over the checks of text, so `max_len` does not go with it. An `Err` refuses the token. A claim that is a
///   date is read as a `NumericDate`.
/// * `max_len = n`, with `claim`: refuses longer text, in characters. Defaults to 1,000.
/// * `staff`, `superuser`: the `bool` that the guards for staff and superusers look at.
/// * `active`: a local `bool` (`true` on creation), or any local field with `with = fn(&Field) -> bool`. A person who
///   is not active is refused; a token never changes it.
/// * `issued_at`: an `Option<i64>` that holds the `iat` of the token that last wrote the row. With it, an older token may
///   read but never overwrites, which is what keeps a demoted person demoted. It needs an Auth service whose access tokens
///   carry an `iat` of their own; see `VerifierBuilder::issued_at_from_expiry`.
/// * `not_before`: a local `Option<i64>`, in seconds since 1970, or any local field with `with = fn(&Field) -> Option<i64>`.
///   Tokens issued before it, or without `iat`, are refused for this person: set it to the present second, and they are
///   signed out everywhere at this service, at no extra query.
#[proc_macro_derive(JwtUser, attributes(jwt, diesel))]
pub fn derive_jwt_user(input: TokenStream) -> TokenStream {
    expand::derive(TokenStream2::from(input)).into()
}
