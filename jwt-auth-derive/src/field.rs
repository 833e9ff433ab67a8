use quote::ToTokens as _;
use syn::{Expr, Ident, LitInt, LitStr, Path, Type};

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
}

/// A field that is filled from a claim.
pub(crate) struct Claim {
    pub(crate) name: LitStr,
    pub(crate) key: Option<Ident>,
    pub(crate) presence: Presence,
    pub(crate) on_create: bool,
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
    /// `None` after a mistake that leaves the field without a meaning.
    pub(crate) fn from_syn(field: &'a syn::Field, ctxt: &mut Ctxt) -> Option<Self> {
        let attr = FieldAttr::parse(&field.attrs, ctxt);
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

    /// By its name, since a macro cannot see types.
    pub(crate) fn is_string(&self) -> bool {
        match self.ty {
            Type::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "String"),
            _ => false,
        }
    }

    /// An `Option<T>` by its name: null is one of its values.
    pub(crate) fn is_option(&self) -> bool {
        match self.ty {
            Type::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Option"),
            _ => false,
        }
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
            refuse_claim_options(&attr, &flag, true, ctxt);
            return Some(Self::IssuedAt(flag));
        }
        if let Some(flag) = attr.active.clone() {
            refuse_claim_options(&attr, &flag, false, ctxt);
            let with = attr.with.map(|(_, function)| function);
            return Some(Self::Active { flag, with });
        }
        let Some(name) = attr.claim else {
            let needing = [
                attr.key.as_ref(),
                attr.optional.as_ref(),
                attr.default.as_ref().map(|(name, _)| name),
                attr.on_create.as_ref(),
                attr.with.as_ref().map(|(name, _)| name),
                attr.max_len.as_ref().map(|(name, _)| name),
            ];
            let mut complete = true;
            for option in needing.into_iter().flatten() {
                let message = format!("`{option}` needs a claim: write `{option}, claim = \"…\"`");
                ctxt.error_at(option, message);
                complete = false;
            }
            return complete.then_some(Self::Local);
        };
        if name.value().is_empty() {
            ctxt.error_at(&name, "a claim has a name: write `claim = \"user_email\"`");
        }
        let presence = match (attr.optional, attr.default) {
            (Some(optional), Some(_)) => {
                let message =
                    "`optional` keeps the stored value and `default` replaces it: choose one";
                ctxt.error_at(optional, message);
                return None;
            }
            (Some(_), None) => Presence::Optional,
            (None, Some((_, value))) => Presence::Default(value),
            (None, None) => Presence::Required,
        };
        Some(Self::Claim(Claim {
            name,
            key: attr.key,
            presence,
            on_create: attr.on_create.is_some(),
            with: attr.with.map(|(_, function)| function),
            max_len: attr.max_len.map(|(_, length)| length),
        }))
    }
}

/// `active` and `issued_at` are the service's own columns.
fn refuse_claim_options(attr: &FieldAttr, flag: &Ident, with_too: bool, ctxt: &mut Ctxt) {
    let with = attr.with.as_ref().filter(|_| with_too);
    let others = [
        attr.key.as_ref().map(|key| key.to_token_stream()),
        attr.claim.as_ref().map(|claim| claim.to_token_stream()),
        attr.optional
            .as_ref()
            .map(|option| option.to_token_stream()),
        attr.default
            .as_ref()
            .map(|(name, _)| name.to_token_stream()),
        attr.on_create
            .as_ref()
            .map(|option| option.to_token_stream()),
        attr.max_len
            .as_ref()
            .map(|(name, _)| name.to_token_stream()),
        with.map(|(name, _)| name.to_token_stream()),
    ];
    for other in others.into_iter().flatten() {
        ctxt.error_at(
            other,
            format!("`{flag}` is the service's own column and never filled from a claim"),
        );
    }
}
