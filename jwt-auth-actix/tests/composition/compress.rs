//! Bodies are compressed, refusals included, and say that they depend on more than the encoding.

use actix_web::middleware::Compress;
use jwt_auth_actix::LoginRequired;

use crate::stack::{Place, assert_guarded, program, signed_in, stacks};

#[actix_web::test]
async fn a_compressed_page_is_guarded_as_any_other() {
    for stack in stacks!(LoginRequired::new(), Compress::default()) {
        assert_guarded(&stack.name, &stack.client, |request| {
            request.insert_header(("Accept-Encoding", "gzip"))
        })
        .await;
    }
}

#[actix_web::test]
async fn what_passes_by_compress_is_compressed() {
    for stack in stacks!(LoginRequired::new(), Compress::default()) {
        let gzip = ("Accept-Encoding", "gzip");
        let page = (stack.client)(signed_in().insert_header(gzip)).await;
        assert_eq!(
            page.header("content-encoding").as_deref(),
            Some("gzip"),
            "{}",
            stack.name
        );
        assert!(page.varies_by("accept-encoding"), "{}", stack.name);

        let refusal = (stack.client)(program().insert_header(gzip)).await;
        let encoding = refusal.header("content-encoding");
        let expected = (stack.place != Place::Inside).then_some("gzip");
        assert_eq!(encoding.as_deref(), expected, "{}", stack.name);
    }
}
