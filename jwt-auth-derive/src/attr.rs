//! The syntax of `#[jwt(…)]` and of the two `#[diesel(…)]` options that are read: no meaning yet.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, LitInt, LitStr, Path, Token, Type, parenthesized};

use crate::ctxt::Ctxt;

const STRUCT_FORM: &str = "a struct takes `connection = Type`, `claims = Name`, `insert(column = function, …)`, `filter = expression` and `crate = path`";
const FIELD_FORM: &str = "a field takes `key`, `claim = \"…\"`, `path = \"….…\"`, `optional`, `default = expression`, `on_create`, `optional_on_conflict`, `with = function`, `max_len = n`, `staff`, `superuser`, `active`, `issued_at` and `not_before`";

/// `#[jwt(…)]` of a struct.
#[derive(Default)]
pub(crate) struct StructAttr {
    pub(crate) connections: Vec<Type>,
    pub(crate) claims: Option<Ident>,
    pub(crate) krate: Option<Path>,
    pub(crate) insert: Vec<Insert>,
    pub(crate) filter: Option<(Ident, Expr)>,
    pub(crate) table: Option<Path>,
    /// `None` where Diesel's default stands: `id`.
    pub(crate) primary_key: Option<Vec<Ident>>,
}

/// `column = function` of `insert(…)`.
pub(crate) struct Insert {
    pub(crate) column: Ident,
    pub(crate) function: Path,
}

/// `#[jwt(…)]` of a field. Flags keep the token that set them, for messages.
#[derive(Default)]
pub(crate) struct FieldAttr {
    pub(crate) key: Option<Ident>,
    pub(crate) claim: Option<LitStr>,
    pub(crate) path: Option<(Ident, LitStr)>,
    pub(crate) optional: Option<Ident>,
    pub(crate) optional_on_conflict: Option<Ident>,
    pub(crate) default: Option<(Ident, Expr)>,
    pub(crate) on_create: Option<Ident>,
    pub(crate) with: Option<(Ident, Path)>,
    pub(crate) max_len: Option<(Ident, LitInt)>,
    pub(crate) staff: Option<Ident>,
    pub(crate) superuser: Option<Ident>,
    pub(crate) active: Option<Ident>,
    pub(crate) issued_at: Option<Ident>,
    pub(crate) not_before: Option<Ident>,
    pub(crate) column: Option<Ident>,
}

impl StructAttr {
    pub(crate) fn parse(attributes: &[Attribute], ctxt: &mut Ctxt) -> Self {
        let mut parsed = Self::default();
        for option in options(attributes, "jwt", ctxt) {
            match option.name.to_string().as_str() {
                "connection" => {
                    if let Some(connection) = option.value("connection = SqliteConnection", ctxt) {
                        parsed.connections.push(connection);
                    }
                }
                "claims" => {
                    let claims = option.value("claims = UserClaims", ctxt);
                    option.set(&mut parsed.claims, claims, ctxt);
                }
                "crate" => {
                    let krate = option.value("crate = jwt_auth_actix", ctxt);
                    option.set(&mut parsed.krate, krate, ctxt);
                }
                "insert" => parsed.insert.extend(option.inserts(ctxt)),
                "filter" => {
                    let filter = option.value("filter = users::deleted_at.is_null()", ctxt);
                    let filter = filter.map(|filter| (option.name.clone(), filter));
                    option.set(&mut parsed.filter, filter, ctxt);
                }
                _ => option.unknown(STRUCT_FORM, ctxt),
            }
        }
        for option in options(attributes, "diesel", ctxt) {
            if option.name == "table_name" {
                parsed.table = option.value("table_name = users", ctxt);
            }
            if option.name == "primary_key" {
                parsed.primary_key = option.columns();
            }
        }
        parsed
    }
}

impl FieldAttr {
    pub(crate) fn parse(attributes: &[Attribute], ctxt: &mut Ctxt) -> Self {
        let mut parsed = Self::default();
        for option in options(attributes, "jwt", ctxt) {
            let name = option.name.clone();
            match name.to_string().as_str() {
                "key" => option.flag(&mut parsed.key, ctxt),
                "optional" => option.flag(&mut parsed.optional, ctxt),
                "optional_on_conflict" => option.flag(&mut parsed.optional_on_conflict, ctxt),
                "on_create" => option.flag(&mut parsed.on_create, ctxt),
                "staff" => option.flag(&mut parsed.staff, ctxt),
                "superuser" => option.flag(&mut parsed.superuser, ctxt),
                "active" => option.flag(&mut parsed.active, ctxt),
                "issued_at" => option.flag(&mut parsed.issued_at, ctxt),
                "not_before" => option.flag(&mut parsed.not_before, ctxt),
                "claim" => {
                    let claim = option.value("claim = \"user_email\"", ctxt);
                    option.set(&mut parsed.claim, claim, ctxt);
                }
                "path" => {
                    let value = option.value("path = \"realm_access.roles\"", ctxt);
                    option.set(&mut parsed.path, value.map(|value| (name, value)), ctxt);
                }
                "default" => {
                    let value = option.value("default = false", ctxt);
                    option.set(&mut parsed.default, value.map(|value| (name, value)), ctxt);
                }
                "with" => {
                    let value = option.value("with = function", ctxt);
                    option.set(&mut parsed.with, value.map(|value| (name, value)), ctxt);
                }
                "max_len" => {
                    let value = option.value("max_len = 150", ctxt);
                    option.set(&mut parsed.max_len, value.map(|value| (name, value)), ctxt);
                }
                _ => option.unknown(FIELD_FORM, ctxt),
            }
        }
        for option in options(attributes, "diesel", ctxt) {
            if option.name == "column_name" {
                parsed.column = option.column();
            }
        }
        parsed
    }
}

/// One entry of an attribute: `name`, `name = value` or `name(…)`.
struct AttrOption {
    name: Ident,
    value: Value,
}

enum Value {
    None,
    Equals(TokenStream),
    List(TokenStream),
}

impl Parse for AttrOption {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = Ident::parse_any(input)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Equals(equals(input)?)
        } else if input.peek(syn::token::Paren) {
            let list;
            parenthesized!(list in input);
            Value::List(list.parse()?)
        } else {
            Value::None
        };
        Ok(Self { name, value })
    }
}

/// As a type where that ends the entry: read as an expression, `A<B, C>` would end at its comma.
fn equals(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let ahead = input.fork();
    let is_type = ahead.parse::<Type>().is_ok() && (ahead.is_empty() || ahead.peek(Token![,]));
    if is_type {
        input.parse::<Type>().map(|ty| ty.into_token_stream())
    } else {
        input.parse::<Expr>().map(|expr| expr.into_token_stream())
    }
}

impl AttrOption {
    fn value<T: Parse>(&self, form: &str, ctxt: &mut Ctxt) -> Option<T> {
        let Value::Equals(value) = &self.value else {
            ctxt.error_at(&self.name, format!("a value is missing: write `{form}`"));
            return None;
        };
        match syn::parse2(value.clone()) {
            Ok(parsed) => Some(parsed),
            Err(_) => {
                ctxt.error_at(value, format!("not a value that fits: write `{form}`"));
                None
            }
        }
    }

    fn set<T>(&self, slot: &mut Option<T>, value: Option<T>, ctxt: &mut Ctxt) {
        if slot.is_some() {
            let message = format!("`{}` is given twice: write it once", self.name);
            ctxt.error_at(&self.name, message);
        } else {
            *slot = value;
        }
    }

    fn flag(&self, slot: &mut Option<Ident>, ctxt: &mut Ctxt) {
        if !matches!(self.value, Value::None) {
            let name = &self.name;
            ctxt.error_at(name, format!("`{name}` takes no value: write `{name}`"));
        }
        self.set(slot, Some(self.name.clone()), ctxt);
    }

    fn inserts(&self, ctxt: &mut Ctxt) -> Vec<Insert> {
        const FORM: &str = "`insert` takes columns, each with its function: write `insert(password = unusable_password)`";
        let Value::List(list) = &self.value else {
            ctxt.error_at(&self.name, FORM);
            return Vec::new();
        };
        let parser = Punctuated::<Insert, Token![,]>::parse_terminated;
        match syn::parse::Parser::parse2(parser, list.clone()) {
            Ok(inserts) => inserts.into_iter().collect(),
            Err(_) => {
                ctxt.error_at(list, FORM);
                Vec::new()
            }
        }
    }

    /// A name, or text as Diesel allows it too. Diesel reports a wrong `column_name` itself.
    fn column(&self) -> Option<Ident> {
        let Value::Equals(column) = &self.value else {
            return None;
        };
        let text = || syn::parse2::<LitStr>(column.clone()).ok()?.parse().ok();
        syn::parse2(column.clone()).ok().or_else(text)
    }

    /// The list of Diesel's `primary_key(…)`, which Diesel checks itself.
    fn columns(&self) -> Option<Vec<Ident>> {
        let Value::List(list) = &self.value else {
            return None;
        };
        let parser = Punctuated::<Ident, Token![,]>::parse_terminated;
        let columns = syn::parse::Parser::parse2(parser, list.clone()).ok()?;
        Some(columns.into_iter().collect())
    }

    fn unknown(&self, form: &str, ctxt: &mut Ctxt) {
        ctxt.error_at(
            &self.name,
            format!("unknown option `{}`; {form}", self.name),
        );
    }
}

impl Parse for Insert {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let column = input.parse()?;
        input.parse::<Token![=]>()?;
        let function = input.parse()?;
        Ok(Self { column, function })
    }
}

/// The entries of all attributes called `name`. What cannot be read in another crate's attribute is its business.
fn options(attributes: &[Attribute], name: &str, ctxt: &mut Ctxt) -> Vec<AttrOption> {
    let mut all = Vec::new();
    for attribute in attributes {
        if !attribute.path().is_ident(name) {
            continue;
        }
        let parser = Punctuated::<AttrOption, Token![,]>::parse_terminated;
        match attribute.parse_args_with(parser) {
            Ok(options) => all.extend(options),
            Err(error) if name == "jwt" => {
                ctxt.error(syn::Error::new(
                    error.span(),
                    format!("write `#[jwt(…)]` with options separated by commas: {error}"),
                ));
            }
            Err(_) => {}
        }
    }
    all
}
