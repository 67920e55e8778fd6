//! robots.txt (RFC 9309), with `Crawl-delay`, which the standard leaves out and sites use.

use super::pattern::matches;
use std::time::Duration;

/// Bytes of robots.txt that are read, as the standard has it at least.
const MAX_BYTES: usize = 512 << 10;

/// Rules that are kept.
const MAX_RULES: usize = 5_000;

/// Longest wait between two requests that a site can ask for.
const MAX_DELAY: Duration = Duration::from_secs(600);

/// Our name in robots.txt, lower case.
const NAME: &str = "forewarn";

/// What a host allows us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    /// Paths, and whether they may be asked for.
    rules: Vec<(String, bool)>,
    /// Time between two requests.
    pub delay: Option<Duration>,
    /// Nothing may be asked for: the host could not say what may be.
    closed: bool,
}

impl Robots {
    /// A host that sets no rules.
    #[must_use]
    pub fn open() -> Self {
        Self::default()
    }

    /// A host that nothing may be asked of (its robots.txt fails: RFC 9309, 2.3.1.4).
    #[must_use]
    pub fn closed() -> Self {
        Self { closed: true, ..Self::default() }
    }

    /// Reads robots.txt: the group of our own name, else that of everybody.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut end = text.len().min(MAX_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let (mut ours, mut all) = (None::<Self>, Self::default());
        // The group that lines belong to: ours, everybody's, both, or nobody's; and whether rules have begun.
        let (mut is_ours, mut is_all, mut in_rules) = (false, false, false);
        for line in text[..end].trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((name, value)) = line.split_once(':') else { continue };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            if name == "user-agent" {
                if in_rules {
                    (is_ours, is_all, in_rules) = (false, false, false);
                }
                let value = value.to_ascii_lowercase();
                is_all |= value == "*";
                if value.split(['/', ' ']).next() == Some(NAME) {
                    is_ours = true;
                    ours.get_or_insert_default();
                }
                continue;
            }
            let is_rule = matches!(name.as_str(), "allow" | "disallow" | "crawl-delay");
            in_rules |= is_rule;
            let groups = [ours.as_mut().filter(|_| is_ours), Some(&mut all).filter(|_| is_all)];
            for group in groups.into_iter().flatten() {
                group.rule(&name, value);
            }
        }
        ours.unwrap_or(all)
    }

    fn rule(&mut self, name: &str, value: &str) {
        match name {
            "allow" | "disallow" if !value.is_empty() && self.rules.len() < MAX_RULES => {
                self.rules.push((value.to_owned(), name == "allow"));
            }
            "crawl-delay" => {
                let seconds = value.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
                self.delay = seconds.map(|seconds| Duration::from_secs_f64(seconds.min(MAX_DELAY.as_secs_f64())));
            }
            _ => {}
        }
    }

    /// Whether a path (with its query) may be asked for: the longest rule that matches decides, `Allow` where two are as long.
    #[must_use]
    pub fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let found =
            self.rules.iter().filter(|(rule, _)| matches(rule, path)).max_by_key(|(rule, allow)| (rule.len(), *allow));
        !self.closed && found.is_none_or(|(_, allow)| *allow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_the_standard_has_them() {
        let all = "User-agent: *\nDisallow: /private\nAllow: /private/press\nDisallow: /*.pdf$\nCrawl-delay: 5\n";
        let own =
            format!("{all}\nUser-Agent: Forewarn/1.0\nUser-agent: other\nDisallow: /only # a word\nCrawl-delay: 2.5");
        let table = [
            (all, "/", true),
            (all, "/private", false),
            (all, "/private/x", false),
            (all, "/private/press/7", true),
            (all, "/a.pdf", false),
            (all, "/a.pdf?x", true),
            (all, "/robots.txt", true),
            (own.as_str(), "/private", true),
            (own.as_str(), "/only/x", false),
            ("", "/x", true),
            ("Disallow: /", "/x", true),
            ("User-agent: *\nDisallow:", "/x", true),
            ("User-agent: *\nDisallow: /", "/x", false),
            ("user-agent:*\n\ndisallow:/x\nuser-agent: z\ndisallow: /", "/y", true),
            ("User-agent: z\nDisallow: /\nUser-agent: *\nDisallow: /x", "/y", true),
            ("\u{feff}User-agent: *\r\nDisallow: /x\r\n", "/x", false),
            ("User-agent: *\nDisallow: /x\nAllow: /x", "/x", true),
        ];
        for (text, path, expected) in table {
            assert_eq!(Robots::parse(text).allows(path), expected, "{text:?} {path}");
        }
        assert_eq!(Robots::parse(all).delay, Some(Duration::from_secs(5)));
        assert_eq!(Robots::parse(&own).delay, Some(Duration::from_millis(2500)));
        assert_eq!(Robots::parse("User-agent: *\nCrawl-delay: 1e12").delay, Some(MAX_DELAY));
        assert_eq!(Robots::parse("User-agent: *\nCrawl-delay: -3").delay, None);
        assert!(!Robots::closed().allows("/"));
        assert!(Robots::parse(&"User-agent: *\nDisallow: /x\n".repeat(50_000)).rules.len() <= MAX_RULES);
    }
}
