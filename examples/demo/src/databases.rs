//! Databases of this run alone: files in a folder, or schemas of one PostgreSQL. Nothing is left of them.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::rt::time::sleep;
use tempfile::TempDir;

#[cfg(feature = "postgres")]
use crate::schemas::Schemas;

const ATTEMPTS_TO_REMOVE: u32 = 40;
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(50);

pub(crate) enum Databases {
    Files(TempDir),
    #[cfg(feature = "postgres")]
    Schemas(Schemas),
}

impl Databases {
    pub(crate) fn new(postgres: Option<&str>) -> Result<Self, Box<dyn Error>> {
        match postgres {
            #[cfg(feature = "postgres")]
            Some(url) => Ok(Self::Schemas(Schemas::new(url)?)),
            _ => Ok(Self::Files(tempfile::tempdir()?)),
        }
    }

    /// Another one for each name.
    pub(crate) fn url(&self, name: &str) -> String {
        match self {
            Self::Files(folder) => folder
                .path()
                .join(format!("{name}.db"))
                .display()
                .to_string(),
            #[cfg(feature = "postgres")]
            Self::Schemas(schemas) => schemas.url(name),
        }
    }

    /// # Errors
    /// When something is left.
    pub(crate) async fn remove(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Files(folder) => Ok(remove(folder.keep()).await?),
            #[cfg(feature = "postgres")]
            Self::Schemas(schemas) => schemas.drop_all(),
        }
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
