//! One peer of the comparison per invocation; see the README.

#[path = "../../src/launch.rs"]
mod launch;

mod cookies;
mod handwritten;
mod httpauth;
mod jwt_middleware;
mod naive;
mod tokens;

use launch::{Failure, Launch};

#[actix_web::main]
async fn main() -> Result<(), Failure> {
    let launch = Launch::from_args()?;
    match launch.server.as_str() {
        "httpauth" => httpauth::serve(&launch).await,
        "jwt-middleware" => jwt_middleware::serve(&launch).await,
        "handwritten" => handwritten::serve(&launch).await,
        "naive" => naive::serve(&launch).await,
        name => Err(format!("no peer is called {name}").into()),
    }
}
