//! What the sources of the crates and of the examples offer.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{
    Attribute, ImplItem, Item, ItemImpl, ItemMacro, ReceiverKind, Signature, Type, Visibility,
};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// `(type, method)` of every public constructor and of every method that changes a value it takes.
pub(crate) fn settings() -> BTreeSet<(String, String)> {
    public_methods(|signature| match signature.receiver() {
        Some(receiver) => {
            matches!(receiver.kind, ReceiverKind::Value) && receiver.mutability.is_some()
        }
        None => makes_one(signature),
    })
    .into_iter()
    .filter(|(_, method)| method != "build")
    .collect()
}

/// `(type, method)` of everything public that can be called on a type or its values.
pub(crate) fn methods() -> BTreeSet<(String, String)> {
    public_methods(|_| true)
}

/// The options that `attr.rs` of the derive reads into this struct.
pub(crate) fn derive_options(attribute: &str) -> BTreeSet<String> {
    let text = read(&root().join("jwt-auth-derive/src/attr.rs"));
    let (_, from) = text
        .split_once(&format!("impl {attribute} {{"))
        .expect("an impl of the attribute");
    let (parser, _) = from.split_once("\n}\n").expect("its end");
    let arms = parser
        .lines()
        .map(str::trim)
        .filter(|line| line.contains("\" => "));
    arms.filter_map(|line| line.strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// `(crate, feature, on by default)`.
pub(crate) fn features() -> BTreeSet<(String, String, bool)> {
    let folders = [
        "jwt-auth-actix",
        "jwt-auth-core",
        "jwt-auth-derive",
        "migrations",
    ];
    folders.into_iter().flat_map(features_of).collect()
}

fn features_of(folder: &str) -> Vec<(String, String, bool)> {
    let manifest = read(&root().join(folder).join("Cargo.toml"));
    let value = |line: &str, name: &str| {
        let (key, value) = line.split_once(" = ")?;
        (key == name).then(|| value.to_owned())
    };
    let package = manifest
        .lines()
        .find_map(|line| value(line, "name"))
        .expect("a name");
    let Some((_, features)) = manifest.split_once("\n[features]\n") else {
        return Vec::new();
    };
    let features = features.split("\n[").next().unwrap_or_default();
    let default = features
        .lines()
        .find_map(|line| value(line, "default"))
        .expect("a default");
    let names = features.lines().filter(|line| !line.starts_with('#'));
    names
        .filter_map(|line| line.split_once(" = "))
        .filter(|(name, _)| *name != "default")
        .map(|(name, _)| {
            let is_on = default.contains(&format!("\"{name}\""));
            (package.replace('"', ""), name.to_owned(), is_on)
        })
        .collect()
}

/// The names in capitals that stand between quotes.
pub(crate) fn variables_in_code(path: &str) -> BTreeSet<String> {
    let is_name = |text: &&str| {
        let capitals = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
        text.bytes().all(capitals) && (text.contains('_') || *text == "BIND")
    };
    let mut variables = BTreeSet::new();
    for file in rust_files(&root().join(path)) {
        let text = read(&file);
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            variables.extend(line.split('"').filter(is_name).map(str::to_owned));
        }
    }
    variables
}

/// The names in the first cells of the table in a file's rustdoc.
pub(crate) fn variables_in_rustdoc(path: &str) -> BTreeSet<String> {
    let text = read(&root().join(path));
    let rows = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("/// | `"));
    rows.filter_map(|row| row.split('`').next())
        .map(str::to_owned)
        .collect()
}

fn public_methods(counts: impl Fn(&Signature) -> bool) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for folder in ["jwt-auth-core/src", "jwt-auth-actix/src"] {
        for file in rust_files(&root().join(folder)) {
            let items = syn::parse_file(&read(&file)).expect("Rust").items;
            for item in &items {
                match item {
                    Item::Impl(block) => found.extend(methods_of(block, &counts)),
                    Item::Macro(call) => found.extend(keys_of(call)),
                    _ => {}
                }
            }
        }
    }
    found
}

fn methods_of(block: &ItemImpl, counts: impl Fn(&Signature) -> bool) -> Vec<(String, String)> {
    let Type::Path(path) = &*block.self_ty else {
        return Vec::new();
    };
    let Some(of) = path.path.segments.last() else {
        return Vec::new();
    };
    if block.trait_.is_some() || is_hidden(&block.attrs) {
        return Vec::new();
    }
    let functions = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    });
    functions
        .filter(|it| matches!(it.vis, Visibility::Public(_)) && !is_hidden(&it.attrs))
        .filter(|it| counts(&it.sig))
        .map(|it| (of.ident.to_string(), it.sig.ident.to_string()))
        .collect()
}

/// The constructors of keys come from macros that are called with `name, …, ALGORITHM, …;`.
fn keys_of(call: &ItemMacro) -> Vec<(String, String)> {
    let lists = ["secrets", "short_secrets", "public_keys"];
    if call.ident.is_some() || !lists.iter().any(|list| call.mac.path.is_ident(list)) {
        return Vec::new();
    }
    let tokens = call.mac.tokens.to_string();
    let names = tokens.split(';').flat_map(|entry| {
        let words = entry.split(',').map(str::trim);
        words.take_while(|word| word.starts_with(|first: char| first.is_ascii_lowercase()))
    });
    names
        .map(|name| ("VerifyingKey".to_owned(), name.to_owned()))
        .collect()
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let list = attribute.meta.require_list();
        list.is_ok_and(|list| list.path.is_ident("doc") && list.tokens.to_string() == "hidden")
    })
}

/// Whether it returns the type, or a builder, whether or not something may be wrong.
fn makes_one(signature: &Signature) -> bool {
    let output = quote::ToTokens::to_token_stream(&signature.output).to_string();
    let mut words = output.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| word == "Self" || word.ends_with("Builder"))
}

fn rust_files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder");
    entries
        .flat_map(|entry| rust_files(&entry.expect("an entry").path()))
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
