mod expired;
mod form;
mod home;
mod live;
mod probes;
mod rooms;
mod style;
mod users;
mod whoami;

use actix_web::web::ServiceConfig;
use jwt_auth_actix::{JwtAuth, Verifier};

use crate::config::Site;
use crate::database::Connections;
use crate::departure::Departure;
use crate::migration::Migration;
use crate::model::User;

/// What the handlers share.
pub(crate) struct App {
    pub(crate) auth: JwtAuth<User>,
    pub(crate) verifier: Verifier,
    pub(crate) migration: Migration,
    pub(crate) pool: Connections,
    pub(crate) departure: Departure,
    pub(crate) site: Site,
    pub(crate) own_url: String,
    /// As a program has to bring them, with its token in `$TOKEN`.
    pub(crate) cookies: String,
}

/// `later` judges the tokens of the pages about expired ones.
pub(crate) fn routes(config: &mut ServiceConfig, later: JwtAuth<User>, is_debug: bool) {
    config
        .service(probes::health)
        .service(probes::readyz)
        .service(style::style)
        .service(home::home)
        .service(whoami::whoami)
        .service(rooms::home_of)
        .service(rooms::staff)
        .service(rooms::superuser)
        .service(form::show)
        .service(form::submit)
        .service(live::events)
        .service(live::socket)
        .service(expired::scope(later));
    if is_debug {
        config.service(users::all);
    }
}
