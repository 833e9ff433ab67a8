pub(crate) const ACCESS: &str = "org.breakthesystem.jwt.access";
pub(crate) const REFRESH: &str = "org.breakthesystem.jwt.refresh";
