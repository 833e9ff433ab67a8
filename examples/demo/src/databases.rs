//! Databases and keys of this run alone: files in a folder, or schemas of one PostgreSQL and a file for the keys. Nothing is left
//! of them.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::rt::time::sleep;
use tempfile::TempDir;

#[cfg(feature = "postgres")]
use crate::schemas::Schemas;

const ATTEMPTS_TO_REMOVE: u32 = 40;
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(50);

pub(crate) struct Databases {
    folder: TempDir,
    #[cfg(feature = "postgres")]
    schemas: Option<Schemas>,
}

impl Databases {
    #[cfg_attr(
        not(feature = "postgres"),
        expect(unused_variables, reason = "refused before")
    )]
    pub(crate) fn new(postgres: Option<&str>) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            folder: tempfile::tempdir()?,
            #[cfg(feature = "postgres")]
            schemas: postgres.map(Schemas::new).transpose()?,
        })
    }

    /// Another one for each name.
    pub(crate) fn url(&self, name: &str) -> String {
        #[cfg(feature = "postgres")]
        if let Some(schemas) = &self.schemas {
            return schemas.url(name);
        }
        self.file(&format!("{name}.db"))
    }

    /// For the keys of the Auth service.
    pub(crate) fn keys_file(&self) -> String {
        self.file("auth.keys.json")
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// # Errors
    /// When something is left.
    pub(crate) async fn remove(self) -> Result<(), Box<dyn Error>> {
        #[cfg(feature = "postgres")]
        if let Some(schemas) = self.schemas {
            schemas.drop_all()?;
        }
        Ok(remove(self.folder.keep()).await?)
    }
}

/// Tries again while a thread that is opening a connection, for a service that has ended, makes its database's files anew.
async fn remove(folder: PathBuf) -> std::io::Result<()> {
    for _ in 1..ATTEMPTS_TO_REMOVE {
        if std::fs::remove_dir_all(&folder).is_ok() {
            return Ok(());
        }
        sleep(BETWEEN_ATTEMPTS).await;
    }
    std::fs::remove_dir_all(&folder)
}
