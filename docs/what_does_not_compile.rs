//! What `cargo check` does not see, so that no test of the macro does. This compiles:
//!
//! ```
//! # use diesel::prelude::*;
//! # use jwt_auth_actix::{AdoptExisting, DieselUserStore, JwtUser};
//! # diesel::table! { users (id) { id -> Integer, username -> Text, token_iat -> Nullable<BigInt> } }
//! #[derive(Clone, Queryable, Selectable, JwtUser)]
//! #[diesel(table_name = users)]
//! #[jwt(connection = SqliteConnection)]
//! struct User {
//!     id: i32,
//!     #[jwt(key, claim = "user_uuid")]
//!     username: String,
//!     #[jwt(issued_at)]
//!     token_iat: Option<i64>,
//! }
//!
//! let file = std::env::temp_dir().join("never-opened.db");
//! let store = DieselUserStore::<User, SqliteConnection>::connect(file.to_str().unwrap())?;
//! store.inline_reads().adopt_existing(AdoptExisting::No);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With a connection by any other name, `inline_reads` does not:
//!
//! ```compile_fail,E0080
//! # use diesel::prelude::*;
//! # use jwt_auth_actix::{DieselUserStore, JwtUser};
//! # diesel::table! { users (id) { id -> Integer, username -> Text, token_iat -> Nullable<BigInt> } }
//! type Elsewhere = SqliteConnection;
//!
//! #[derive(Clone, Queryable, Selectable, JwtUser)]
//! #[diesel(table_name = users)]
//! #[jwt(connection = Elsewhere)]
//! struct User {
//!     id: i32,
//!     #[jwt(key, claim = "user_uuid")]
//!     username: String,
//!     #[jwt(issued_at)]
//!     token_iat: Option<i64>,
//! }
//!
//! let file = std::env::temp_dir().join("never-opened.db");
//! let store = DieselUserStore::<User, Elsewhere>::connect(file.to_str().unwrap())?;
//! store.inline_reads();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Without a watermark, `adopt_existing` does not:
//!
//! ```compile_fail,E0080
//! # use diesel::prelude::*;
//! # use jwt_auth_actix::{AdoptExisting, DieselUserStore, JwtUser};
//! # diesel::table! { users (id) { id -> Integer, username -> Text, token_iat -> Nullable<BigInt> } }
//! #[derive(Clone, Queryable, Selectable, JwtUser)]
//! #[diesel(table_name = users)]
//! #[jwt(connection = SqliteConnection)]
//! struct User {
//!     id: i32,
//!     #[jwt(key, claim = "user_uuid")]
//!     username: String,
//! }
//!
//! let file = std::env::temp_dir().join("never-opened.db");
//! let store = DieselUserStore::<User, SqliteConnection>::connect(file.to_str().unwrap())?;
//! store.adopt_existing(AdoptExisting::No);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
