use quote::ToTokens;
use syn::{Expr, GenericArgument, Ident, LitInt, LitStr, Path, PathArguments, PathSegment, Type};

use crate::attr::FieldAttr;
use crate::ctxt::Ctxt;

/// A field of the model and what it means.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    /// The column, which Diesel may call otherwise than the field.
    pub(crate) column: Ident,
    pub(crate) role: Role,
    pub(crate) staff: Option<Ident>,
    pub(crate) superuser: Option<Ident>,
}

pub(crate) enum Role {
    /// Read with the row and never written.
    Local,
    Claim(Claim),
    /// Local; says whether the person may use the service.
    Active {
        flag: Ident,
        with: Option<Path>,
    },
    /// The watermark.
    IssuedAt(Ident),
    /// Local; tokens issued before it do not count.
    NotBefore {
        flag: Ident,
        with: Option<Path>,
    },
    /// A mistake, reported already. Not the key.
    Unclear,
}

/// A field that is filled from a claim.
pub(crate) struct Claim {
    pub(crate) name: LitStr,
    /// Whether the name is a path through nested claims.
    pub(crate) nested: bool,
    pub(crate) key: Option<Ident>,
    pub(crate) presence: Presence,
    pub(crate) on_create: bool,
    pub(crate) optional_on_conflict: bool,
    pub(crate) with: Option<Path>,
    pub(crate) max_len: Option<LitInt>,
}

pub(crate) enum Presence {
    Required,
    /// Missing or null keeps the stored value.
    Optional,
    /// Missing or null means this.
    Default(Expr),
}

impl<'a> Field<'a> {
    /// `None` after a mistake, reported already, behind which the key may hide.
    pub(crate) fn from_syn(field: &'a syn::Field, ctxt: &mut Ctxt) -> Option<Self> {
        let mistakes = ctxt.mistakes();
        let attr = FieldAttr::parse(&field.attrs, ctxt);
        if ctxt.mistakes() > mistakes {
            return None;
        }
        let ident = field.ident.as_ref()?;
        let column = attr.column.clone().unwrap_or_else(|| ident.clone());
        let (staff, superuser) = (attr.staff.clone(), attr.superuser.clone());
        Some(Self {
            ident,
            ty: &field.ty,
            column,
            role: Role::from_attr(attr, ctxt)?,
            staff,
            superuser,
        })
    }

    pub(crate) fn claim(&self) -> Option<&Claim> {
        match &self.role {
            Role::Claim(claim) => Some(claim),
            _ => None,
        }
    }

    pub(crate) fn key(&self) -> Option<&Ident> {
        self.claim()?.key.as_ref()
    }

    /// Kept in step with the token after creation.
    pub(crate) fn is_synced(&self) -> bool {
        self.claim()
            .is_some_and(|claim| claim.key.is_none() && !claim.on_create)
    }

    pub(crate) fn is_optional_on_conflict(&self) -> bool {
        self.claim().is_some_and(|claim| claim.optional_on_conflict)
    }

    /// By its name, since a macro cannot see types.
    pub(crate) fn is_string(&self) -> bool {
        is_named(self.ty, "String")
    }

    /// An `Option<T>` by its name: null is one of its values.
    pub(crate) fn is_option(&self) -> bool {
        is_named(self.ty, "Option")
    }

    /// `String` or `Option<String>`.
    pub(crate) fn holds_text(&self) -> bool {
        self.is_string() || inner(self.ty).is_some_and(|ty| is_named(ty, "String"))
    }

    /// Whether the claim is the token's issuer.
    pub(crate) fn is_issuer(&self) -> bool {
        self.claim()
            .is_some_and(|claim| !claim.nested && claim.name.value() == "iss")
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|last| last.ident == name)
}

fn inner(ty: &Type) -> Option<&Type> {
    match &last_segment(ty)?.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

impl Claim {
    pub(crate) fn is_optional(&self) -> bool {
        matches!(self.presence, Presence::Optional)
    }
}

impl Role {
    fn from_attr(attr: FieldAttr, ctxt: &mut Ctxt) -> Option<Self> {
        if let Some(flag) = attr.issued_at.clone() {
            let alone = refuse_claim_options(&attr, &flag, ctxt);
            return (alone || attr.key.is_none()).then_some(Self::IssuedAt(flag));
        }
        if let Some(flag) = attr.active.clone() {
            let alone = refuse_claim_options(&attr, &flag, ctxt);
            let with = attr.with.map(|(_, function)| function);
            return (alone || attr.key.is_none()).then_some(Self::Active { flag, with });
        }
        if let Some(flag) = attr.not_before.clone() {
            let alone = refuse_claim_options(&attr, &flag, ctxt);
            let with = attr.with.map(|(_, function)| function);
            return (alone || attr.key.is_none()).then_some(Self::NotBefore { flag, with });
        }
        let nested = attr.path.is_some();
        if let (Some((path, _)), Some(_)) = (&attr.path, &attr.claim) {
            let message = "`claim` is a claim and `path` leads to one inside others: choose one";
            ctxt.error_at(path, message);
        }
        let path = attr.path.clone().map(|(_, path)| path);
        let Some(name) = path.or_else(|| attr.claim.clone()) else {
            return match (ask_for_claim(&attr, ctxt), attr.key) {
                (true, _) => Some(Self::Local),
                (false, None) => Some(Self::Unclear),
                (false, Some(_)) => None,
            };
        };
        if name.value().split('.').any(str::is_empty) && nested {
            let message = "a path has member names with dots between them: write `path = \"realm_access.roles\"`";
            ctxt.error_at(&name, message);
        } else if name.value().is_empty() {
            ctxt.error_at(&name, "a claim has a name: write `claim = \"user_email\"`");
        }
        refuse_altered_key(&attr, ctxt);
        let presence = match (attr.optional, attr.default) {
            (Some(optional), Some((_, value))) => {
                let message =
                    "`optional` keeps the stored value and `default` replaces it: choose one";
                ctxt.error_at(optional, message);
                Presence::Default(value)
            }
            (Some(_), None) => Presence::Optional,
            (None, Some((_, value))) => Presence::Default(value),
            (None, None) => Presence::Required,
        };
        if let (Some(_), Some((max_len, _))) = (&attr.with, &attr.max_len) {
            let message = "`with` takes over the checks of text: check the length in its function, and remove `max_len`";
            ctxt.error_at(max_len, message);
        }
        if let (Some(_), Some(left_out)) = (&attr.on_create, &attr.optional_on_conflict) {
            let message = "`optional_on_conflict` is for columns that are kept in step: remove it, or `on_create`";
            ctxt.error_at(left_out, message);
        }
        Some(Self::Claim(Claim {
            name,
            nested,
            optional_on_conflict: attr.optional_on_conflict.is_some(),
            key: attr.key,
            presence,
            on_create: attr.on_create.is_some(),
            with: attr.with.map(|(_, function)| function),
            max_len: attr.max_len.map(|(_, length)| length),
        }))
    }
}

/// Whether a field without a claim is free of options that need one.
fn ask_for_claim(attr: &FieldAttr, ctxt: &mut Ctxt) -> bool {
    let (default, with, max_len) = (&attr.default, &attr.with, &attr.max_len);
    let needing = [
        (attr.key.as_ref(), "key"),
        (attr.optional.as_ref(), "optional"),
        (default.as_ref().map(|(name, _)| name), "default = …"),
        (attr.on_create.as_ref(), "on_create"),
        (attr.optional_on_conflict.as_ref(), "optional_on_conflict"),
        (with.as_ref().map(|(name, _)| name), "with = …"),
        (max_len.as_ref().map(|(name, _)| name), "max_len = …"),
    ];
    let mut needless = true;
    for (option, form) in needing {
        let Some(option) = option else { continue };
        let message = format!("`{option}` needs a claim: write `#[jwt(claim = \"…\", {form})]`");
        ctxt.error_at(option, message);
        needless = false;
    }
    needless
}

fn refuse_altered_key(attr: &FieldAttr, ctxt: &mut Ctxt) {
    if attr.key.is_none() {
        return;
    }
    let altering = [
        attr.optional.as_ref(),
        attr.default.as_ref().map(|(name, _)| name),
        attr.on_create.as_ref(),
        attr.optional_on_conflict.as_ref(),
        attr.with.as_ref().map(|(name, _)| name),
    ];
    for option in altering.into_iter().flatten() {
        ctxt.error_at(
            option,
            "a key is taken as it stands in the token: write `#[jwt(key, claim = \"…\")]` and nothing but `max_len`",
        );
    }
}

/// Whether `active`, `issued_at` or `not_before` stands alone, but for the `with` of the first and the last: they are the
/// service's own columns.
fn refuse_claim_options(attr: &FieldAttr, flag: &Ident, ctxt: &mut Ctxt) -> bool {
    let is_watermark = attr.issued_at.is_some();
    for role in [&attr.active, &attr.issued_at, &attr.not_before] {
        if let Some(role) = role.as_ref().filter(|role| *role != flag) {
            ctxt.error_at(
                role,
                format!("`{role}` and `{flag}` are two columns: choose one"),
            );
        }
    }
    let (default, with, max_len) = (&attr.default, &attr.with, &attr.max_len);
    let others: [Option<&dyn ToTokens>; 9] = [
        attr.key.as_ref().map(|name| name as _),
        attr.claim.as_ref().map(|claim| claim as _),
        attr.optional.as_ref().map(|name| name as _),
        default.as_ref().map(|(name, _)| name as _),
        attr.on_create.as_ref().map(|name| name as _),
        attr.optional_on_conflict.as_ref().map(|name| name as _),
        attr.path.as_ref().map(|(name, _)| name as _),
        max_len.as_ref().map(|(name, _)| name as _),
        with.as_ref()
            .filter(|_| is_watermark)
            .map(|(name, _)| name as _),
    ];
    let mut alone = true;
    for other in others.into_iter().flatten() {
        let message = format!(
            "`{flag}` is the service's own column and never filled from a claim: write `#[jwt({flag})]`"
        );
        ctxt.error_at(other, message);
        alone = false;
    }
    alone
}
