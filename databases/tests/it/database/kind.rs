#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite = 0,
    #[cfg(feature = "postgres")]
    Postgres = 1,
    #[cfg(feature = "mysql")]
    Mysql = 2,
}

impl Kind {
    /// What is right for this kind, mostly SQL.
    pub(crate) fn pick<T: Copy>(self, sqlite: T, postgres: T, mysql: T) -> T {
        [sqlite, postgres, mysql][self as usize]
    }
}
