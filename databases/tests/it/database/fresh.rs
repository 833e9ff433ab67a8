use tempfile::TempDir;

use super::Kind;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use super::server_database::ServerDatabase;

/// A database that exists as long as this value, and no longer after a panic.
pub(super) enum Fresh {
    InFolder {
        url: String,
        _folder: TempDir,
    },
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    OnServer(ServerDatabase),
}

impl Fresh {
    /// Nothing where there is no server.
    pub(super) fn create(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Sqlite => Some(Self::in_folder()),
            // A pool of the test may still be connected.
            #[cfg(feature = "postgres")]
            Kind::Postgres => ServerDatabase::create::<diesel::PgConnection>(
                "JWT_AUTH_POSTGRES_URL",
                "DROP DATABASE {} WITH (FORCE)",
            )
            .map(Self::OnServer),
            #[cfg(feature = "mysql")]
            Kind::Mysql => ServerDatabase::create::<diesel::MysqlConnection>(
                "JWT_AUTH_MYSQL_URL",
                "DROP DATABASE {}",
            )
            .map(Self::OnServer),
        }
    }

    fn in_folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("test.db").to_str().unwrap().to_owned();
        Self::InFolder {
            url,
            _folder: folder,
        }
    }

    pub(super) fn url(&self) -> &str {
        match self {
            Self::InFolder { url, .. } => url,
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            Self::OnServer(database) => database.url(),
        }
    }
}
