//! `embed_migrations!` does not notice a new folder by itself.

fn main() {
    for folder in ["sqlite", "postgres", "mysql"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
