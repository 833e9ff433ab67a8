use insta::assert_snapshot;
use quote::quote;

use super::expanded;

/// Every option at least once, on two connections.
#[test]
fn every_option_has_its_place_in_the_expansion() {
    assert_snapshot!(expanded(quote! {
        #[derive(Queryable, Selectable, JwtUser)]
        #[diesel(table_name = crate::schema::members, check_for_backend(Sqlite, Pg))]
        #[jwt(connection = SqliteConnection, connection = Logged<PgConnection, Plain>)]
        #[jwt(claims = MemberClaims, insert(password = unusable_password, tenant_id = first_tenant))]
        #[jwt(filter = crate::schema::members::kind.ne("robot"))]
        #[jwt(crate = crate::sign_in)]
        pub(crate) struct Member {
            id: i64,
            #[jwt(key, claim = "user_id", max_len = 36)]
            #[diesel(column_name = person)]
            key: String,
            #[jwt(claim = "user_email", max_len = 254)]
            email: String,
            #[jwt(claim = "user_is_staff", staff, default = false)]
            is_staff: bool,
            #[jwt(claim = "groups", with = may_administrate, superuser)]
            is_superuser: bool,
            #[jwt(claim = "user_first_name", optional)]
            #[diesel(column_name = "given_name")]
            first_name: String,
            #[jwt(claim = "level", optional, optional_on_conflict)]
            level: i32,
            #[jwt(claim = "phone", optional_on_conflict)]
            phone: Option<String>,
            #[jwt(claim = "birthday", with = parse_date)]
            birthday: Option<Date>,
            #[jwt(claim = "nickname", optional, with = tidy)]
            nickname: String,
            #[jwt(claim = "invited_by", on_create)]
            invited_by: Option<String>,
            #[jwt(claim = "type", on_create, default = Kind::Guest)]
            r#type: Kind,
            #[jwt(active, with = Option::is_none)]
            deleted_at: Option<i64>,
            #[jwt(issued_at)]
            #[diesel(column_name = seen)]
            token_iat: Option<i64>,
            #[jwt(key, claim = "iss")]
            issuer: String,
            #[jwt(path = "organisation.department")]
            department: Option<String>,
            #[jwt(not_before, with = seconds)]
            signed_out_at: Option<String>,
        }
    }));
}
