use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// Each line of `data` as a line of this header, as far as HTTP can carry it.
pub fn header_lines(name: HeaderName, data: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(name.clone(), value);
        }
    }
    headers
}
