//! The floor: nobody is asked for.

use actix_web::{App, HttpServer, web};

use crate::launch::{Failure, Launch};

pub(crate) async fn serve(launch: &Launch) -> Result<(), Failure> {
    let server = HttpServer::new(|| App::new().route("/home", web::get().to(home)));
    server
        .workers(launch.workers)
        .listen(launch.listen()?)?
        .run()
        .await?;
    Ok(())
}

/// As long as the answers of the others.
pub(crate) async fn home() -> String {
    "00000000-0000-4000-8000-000000000000".to_owned()
}
