//! Answers that depend on who asked must not reach somebody else through a shared cache (RFC 9111 sections 3.5, 4.1).

use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, VARY};

const PRIVATE: &str = "private";
static CACHE_CONTROL_PRIVATE: HeaderValue = HeaderValue::from_static(PRIVATE);

/// What makes an answer personal; made once, as most answers have neither header yet.
#[derive(Debug, Clone)]
pub(crate) struct Personal {
    names: Vec<&'static str>,
    vary: Option<HeaderValue>,
}

impl Personal {
    /// `names` are those of the request headers that decide who somebody is, separated by commas.
    pub(crate) fn new(names: impl IntoIterator<Item = &'static str>) -> Self {
        let names: Vec<_> = names.into_iter().collect();
        let vary = merged(&names).map(|merged| match names[..] {
            // The same text, but it costs nothing to copy.
            [name] if merged == *name && name.is_ascii() => HeaderValue::from_static(name),
            _ => merged,
        });
        Self { vary, names }
    }

    /// Merges `Vary` and sees to it that the answer is private.
    pub(crate) fn mark(&self, headers: &mut HeaderMap) {
        match &self.vary {
            Some(vary) if !headers.contains_key(VARY) => {
                headers.append(VARY, vary.clone());
            }
            _ => add_all(headers, &self.names),
        }
        if headers.contains_key(CACHE_CONTROL) {
            make_private(headers);
        } else {
            headers.append(CACHE_CONTROL, CACHE_CONTROL_PRIVATE.clone());
        }
    }
}

fn merged(names: &[&'static str]) -> Option<HeaderValue> {
    let mut headers = HeaderMap::new();
    add_all(&mut headers, names);
    headers.get(VARY).cloned()
}

fn add_all(headers: &mut HeaderMap, names: &[&'static str]) {
    for names in names {
        add_vary(headers, names);
    }
}

/// Adds names to `Vary`, keeping what is there. It becomes one line: actix-cors keeps only the first that it finds.
pub(crate) fn add_vary(headers: &mut HeaderMap, names: &'static str) {
    let present = |name: &str| {
        headers.get_all(VARY).any(|line| {
            line.to_str().is_ok_and(|line| {
                line.split(',')
                    .map(str::trim)
                    .any(|known| known == "*" || known.eq_ignore_ascii_case(name))
            })
        })
    };
    let missing = names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty() && !present(name))
        .map(str::as_bytes);
    let stated = headers.get_all(VARY).map(HeaderValue::as_bytes);
    let all: Vec<_> = stated.chain(missing).collect();
    if let Ok(value) = HeaderValue::from_bytes(&all.join(&b", "[..]))
        && !all.is_empty()
    {
        headers.insert(VARY, value);
    }
}

fn make_private(headers: &mut HeaderMap) {
    let stated: Vec<String> = headers
        .get_all(CACHE_CONTROL)
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|directive| directive.trim().to_owned())
        .filter(|directive| !directive.is_empty())
        .collect();
    let is = |directive: &String, name: &str| {
        let stated = directive.split('=').next().unwrap_or_default();
        stated.eq_ignore_ascii_case(name)
    };
    // `no-store` and a bare `private` keep every shared cache out already.
    let kept_out =
        |directive: &String| is(directive, "no-store") || directive.eq_ignore_ascii_case(PRIVATE);
    if stated.iter().any(kept_out) && !stated.iter().any(|directive| is(directive, "public")) {
        return;
    }
    let shared = |directive: &&String| is(directive, "public") || is(directive, "s-maxage");
    if stated.iter().any(|directive| shared(&directive)) {
        tracing::warn!(
            target: "jwt_auth",
            event = "public_replaced",
            "a handler that looked at the user marked its answer public; it was sent as private",
        );
    }
    let mut directives = vec![PRIVATE.to_owned()];
    directives.extend(
        stated
            .iter()
            .filter(|directive| !shared(directive))
            .cloned(),
    );
    if let Ok(value) = HeaderValue::from_str(&directives.join(", ")) {
        headers.insert(CACHE_CONTROL, value);
    }
}
