//! One server of the comparison per invocation; see the README.

mod bare;
mod launch;
mod model;
mod ours;

use launch::{Failure, Launch};
use ours::Setting;

#[actix_web::main]
async fn main() -> Result<(), Failure> {
    let launch = Launch::from_args()?;
    match launch.server.as_str() {
        "bare" => bare::serve(&launch).await,
        name => ours::serve(&launch, Setting::named(name)?).await,
    }
}
