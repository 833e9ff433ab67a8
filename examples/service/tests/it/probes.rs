use crate::process::Process;

#[test]
fn both_probes_are_good_without_a_token_and_are_never_kept() {
    let process = Process::with_secret(&[]);
    for (path, body) in [("/health", "ok"), ("/readyz", "ready")] {
        let answer = process.get(path);
        assert_eq!((answer.status, answer.body.as_str()), (200, body));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let head = process.head(path);
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        assert_eq!(head.header("cache-control"), Some("no-store"));
    }
}
