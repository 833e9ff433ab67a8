//! What a browser does with its refresh cookie, and how it is answered.

use std::sync::Barrier;

use crate::http::Response;
use crate::service::{ACCESS, REFRESH, Service};

/// The refresh token that the next request will carry, after an answer that lets its sender on.
pub(crate) fn successor(response: &Response) -> String {
    assert_eq!(response.status, 302, "{}", response.bytes());
    assert_eq!(response.cookie(ACCESS).unwrap().split('.').count(), 3);
    response.cookie(REFRESH).unwrap().to_owned()
}

/// 401 with the form, and both cookies deleted.
pub(crate) fn assert_revoked(response: &Response) {
    assert_eq!(response.status, 401, "{}", response.bytes());
    assert!(response.body.contains(r#"name="password""#));
    assert!(response.body.contains("This sign-in has ended"));
    assert!(response.header("www-authenticate").is_some());
    for name in [ACCESS, REFRESH] {
        assert_eq!(response.cookie(name), Some(""));
        assert!(response.set_cookie(name).unwrap().contains("; Max-Age=0"));
    }
}

/// The answers to a hundred requests with one token, sent at once, in turn to two processes of the service.
pub(crate) fn at_once(processes: [&Service; 2], token: &str) -> Vec<Response> {
    let start = Barrier::new(100);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..100)
            .map(|request| {
                let (process, start) = (processes[request % 2], &start);
                scope.spawn(move || {
                    start.wait();
                    process.renew(token)
                })
            })
            .collect();
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    })
}
