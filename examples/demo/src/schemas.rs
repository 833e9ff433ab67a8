//! Schemas of one PostgreSQL database, made for this run and dropped after it.

use std::error::Error;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use url::Url;
use uuid::Uuid;

const NAMES: [&str; 3] = ["first", "second", "auth"];

pub(crate) struct Schemas {
    url: Url,
    /// Stands before each name, so that no run meets another.
    prefix: String,
    is_dropped: bool,
}

impl Schemas {
    pub(crate) fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        let run = Uuid::new_v4().simple().to_string();
        let schemas = Self {
            url: Url::parse(url)?,
            prefix: format!("jwt_auth_demo_{run}"),
            is_dropped: false,
        };
        schemas.execute_for_each("CREATE SCHEMA")?;
        Ok(schemas)
    }

    /// A connection by it sees one schema only.
    pub(crate) fn url(&self, name: &str) -> String {
        let separator = if self.url.query().is_some() { '&' } else { '?' };
        let (url, prefix) = (&self.url, &self.prefix);
        format!("{url}{separator}options=-c%20search_path%3D{prefix}_{name}")
    }

    pub(crate) fn drop_all(mut self) -> Result<(), Box<dyn Error>> {
        self.is_dropped = true;
        self.execute_for_each("SET client_min_messages = warning; DROP SCHEMA IF EXISTS")
    }

    fn execute_for_each(&self, statement: &str) -> Result<(), Box<dyn Error>> {
        let cascade = if statement.contains("DROP") {
            " CASCADE"
        } else {
            ""
        };
        let mut conn = PgConnection::establish(self.url.as_str()).map_err(
            |_| "--postgres: that database cannot be reached with this user and password",
        )?;
        for name in NAMES {
            conn.batch_execute(&format!("{statement} {}_{name}{cascade}", self.prefix))?;
        }
        Ok(())
    }
}

/// When the demo could not start.
impl Drop for Schemas {
    fn drop(&mut self) {
        if !self.is_dropped {
            let _ = self.execute_for_each("DROP SCHEMA IF EXISTS");
        }
    }
}
