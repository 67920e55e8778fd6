//! The configuration: one TOML file, every limit named with its unit, every default usable.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Everything that can be set. `forewarn doctor --config-example` prints it with its defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Name under which this desk releases: the producer in STIX and the sender on a partner's page.
    pub desk_name: String,
    /// TOML file with further groups (`[[group]]` tables as in the built-in list).
    pub groups_file: Option<PathBuf>,
    /// The web desk.
    pub desk: DeskConfig,
    /// Warnings.
    pub warning: WarningConfig,
    /// Maxima.
    pub limits: Limits,
}

/// The web desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeskConfig {
    /// Address and port to listen on. Port 0 takes a free one.
    pub listen: String,
    /// Address under which partners reach the desk, if it stands behind a proxy (`https://desk.example.org`).
    pub public_url: Option<String>,
}

/// Warnings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WarningConfig {
    /// Days for which a signed link works, 1 to 365.
    pub link_valid_days: u32,
}

/// Maxima, units last in the names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Largest file, page or archive member that is read.
    pub file_bytes_max: u64,
    /// Largest line of a JSON Lines file.
    pub line_bytes_max: u64,
    /// Largest page that is fetched.
    pub page_bytes_max: u64,
    /// Longest chain of redirects.
    pub redirects_max: u32,
    /// Longest time for one fetch.
    pub fetch_seconds_max: u64,
    /// Reports handled, and committed, together.
    pub batch_reports_max: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            desk_name: "Forewarn desk".to_owned(),
            groups_file: None,
            desk: DeskConfig::default(),
            warning: WarningConfig::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for DeskConfig {
    fn default() -> Self {
        Self { listen: "127.0.0.1:8787".to_owned(), public_url: None }
    }
}

impl Default for WarningConfig {
    fn default() -> Self {
        Self { link_valid_days: 30 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 64 << 20,
            line_bytes_max: 8 << 20,
            page_bytes_max: 8 << 20,
            redirects_max: 5,
            fetch_seconds_max: 20,
            batch_reports_max: 128,
        }
    }
}

impl Config {
    /// Reads a configuration file; without one, the defaults.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, has an unknown key, or a value out of range: file, line and what to do.
    pub fn load(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the configuration {}", path.display()))?;
        let mut config: Self = toml::from_str(&text)
            .with_context(|| format!("{} is not a valid configuration; `forewarn doctor --config-example` prints one", path.display()))?;
        config.check().with_context(|| format!("in {}", path.display()))?;
        // A relative path means relative to the file that names it, wherever the program is started.
        if let (Some(groups), Some(dir)) = (&config.groups_file, path.parent()) {
            config.groups_file = Some(dir.join(groups));
        }
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let limits = &self.limits;
        let positive = [
            ("limits.file_bytes_max", limits.file_bytes_max),
            ("limits.line_bytes_max", limits.line_bytes_max),
            ("limits.page_bytes_max", limits.page_bytes_max),
            ("limits.fetch_seconds_max", limits.fetch_seconds_max),
            ("limits.batch_reports_max", limits.batch_reports_max as u64),
        ];
        for (name, value) in positive {
            if value == 0 {
                bail!("`{name}` is 0: set it to at least 1");
            }
        }
        if !(1..=365).contains(&self.warning.link_valid_days) {
            bail!("`warning.link_valid_days` is {}: set it to 1 to 365 days", self.warning.link_valid_days);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_example_is_the_default() {
        let text = toml::to_string(&Config::default()).unwrap();
        assert_eq!(toml::from_str::<Config>(&text).unwrap(), Config::default());
    }

    #[test]
    fn mistakes_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("forewarn.toml");
        let complain = |text: &str| {
            std::fs::write(&path, text).unwrap();
            format!("{:#}", Config::load(Some(&path)).unwrap_err())
        };
        assert!(complain("dsk_name = \"x\"").contains("dsk_name"));
        assert!(complain("[warning]\nlink_valid_days = 0").contains("1 to 365 days"));
        assert!(complain("[limits]\nfile_bytes_max = 0").contains("limits.file_bytes_max"));
    }
}
