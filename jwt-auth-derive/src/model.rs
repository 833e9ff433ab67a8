use quote::format_ident;
use syn::{
    Data, DataStruct, DeriveInput, Expr, Fields, Ident, Path, Type, Visibility, parse_quote,
};

use crate::attr::{Insert, StructAttr};
use crate::ctxt::Ctxt;
use crate::field::{Field, Role};

/// The struct and what it means.
pub(crate) struct Model<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) krate: Path,
    /// `None` for a claims-only model.
    pub(crate) table: Option<Path>,
    pub(crate) connections: Vec<Type>,
    pub(crate) claims: Ident,
    /// Whether the user gave the claims struct its name, and so wants to use it.
    pub(crate) claims_named: bool,
    pub(crate) insert: Vec<Insert>,
    /// Which rows count, with the name of the option.
    pub(crate) filter: Option<(Ident, Expr)>,
    /// The columns of the primary key.
    pub(crate) primary_key: Vec<Ident>,
    pub(crate) fields: Vec<Field<'a>>,
    /// Whether the struct's own options could all be read. If not, nothing follows from what is missing there.
    pub(crate) options_read: bool,
    /// The same for the fields. One that is not in `fields` may be the key.
    pub(crate) fields_read: bool,
}

impl<'a> Model<'a> {
    /// `None` after a mistake that leaves nothing to look at further.
    pub(crate) fn from_syn(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let attr = StructAttr::parse(&input.attrs, ctxt);
        let options_read = ctxt.mistakes() == 0;
        let Data::Struct(DataStruct {
            fields: Fields::Named(fields),
            ..
        }) = &input.data
        else {
            ctxt.error_at(
                &input.ident,
                "`JwtUser` is for structs with named fields: write `struct User { … }`",
            );
            return None;
        };
        if !input.generics.params.is_empty() {
            ctxt.error_at(
                &input.generics,
                "a user is one concrete type: remove the generics",
            );
        }
        let read: Vec<_> = fields
            .named
            .iter()
            .filter_map(|field| Field::from_syn(field, ctxt))
            .collect();
        Some(Self {
            ident: &input.ident,
            vis: &input.vis,
            krate: attr.krate.unwrap_or_else(default_crate),
            table: attr.table,
            connections: attr.connections,
            claims_named: attr.claims.is_some(),
            claims: attr
                .claims
                .unwrap_or_else(|| format_ident!("{}Claims", input.ident)),
            insert: attr.insert,
            filter: attr.filter,
            primary_key: attr
                .primary_key
                .unwrap_or_else(|| vec![format_ident!("id")]),
            options_read,
            fields_read: read.len() == fields.named.len(),
            fields: read,
        })
    }

    /// One, or two of which one is the issuer, when the checks have passed.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| field.key().is_some())
    }

    /// The fields of the primary key, or none if any of them is not in the model.
    pub(crate) fn primary_key(&self) -> Vec<&Field<'a>> {
        let of_column = |column| self.fields.iter().find(|field| &field.column == column);
        let fields: Option<Vec<_>> = self.primary_key.iter().map(of_column).collect();
        fields.unwrap_or_default()
    }

    pub(crate) fn watermark(&self) -> Option<&Field<'a>> {
        self.fields
            .iter()
            .find(|field| matches!(field.role, Role::IssuedAt(_)))
    }

    /// The field's place in `JwtUser::COLUMNS`, if it is synced.
    pub(crate) fn place(&self, field: &Field<'_>) -> Option<u32> {
        self.synced()
            .find(|(_, other)| other.ident == field.ident)
            .map(|(place, _)| place)
    }

    /// The synced fields, each with its place in `JwtUser::COLUMNS`.
    pub(crate) fn synced(&self) -> impl Iterator<Item = (u32, &Field<'a>)> {
        (0..).zip(self.fields.iter().filter(|field| field.is_synced()))
    }
}

pub(crate) fn default_crate() -> Path {
    parse_quote!(::jwt_auth_actix)
}
