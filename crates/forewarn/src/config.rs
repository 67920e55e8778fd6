//! The configuration: one TOML file, every limit named with its unit, every default usable.

mod delivery;

pub use delivery::{DeliveryConfig, MailConfig, MailTls, TelegramConfig};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything that can be set. `forewarn doctor --config-example` prints it with its defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Name under which this desk releases: the producer in STIX and the sender on a partner's page.
    pub desk_name: String,
    /// TOML file with further groups (`[[group]]` tables as in the built-in list).
    pub groups_file: Option<PathBuf>,
    /// How much work goes into a report, where the command line does not say.
    pub reader: ReaderDepth,
    /// The web desk.
    pub desk: DeskConfig,
    /// Warnings.
    pub warning: WarningConfig,
    /// Sending to partners.
    pub delivery: DeliveryConfig,
    /// The mail server.
    pub mail: MailConfig,
    /// The Telegram bot.
    pub telegram: TelegramConfig,
    /// Following sources.
    pub collect: CollectConfig,
    /// Maxima.
    pub limits: Limits,
}

/// Following sources: how politely their hosts are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CollectConfig {
    /// Requests under way at once; each host has one at a time.
    pub connections_max: usize,
    /// Time between two requests to one host, where its robots.txt asks for no longer one.
    pub host_gap_ms_min: u32,
    /// Longest time that a host can have itself left alone (`Retry-After`).
    pub retry_after_hours_max: u32,
    /// Days for which the bytes of pages that tell of nothing are kept; 0 keeps them for ever. Their text stays. The bytes of
    /// whatever a claim rests on are kept for ever.
    pub keep_irrelevant_days: u32,
}

/// How much work goes into a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ReaderDepth {
    /// Rules and a linear model: for archives.
    Fast,
    /// A small transformer votes as well, wherever there is something to find: the most accurate.
    #[default]
    Deep,
}

impl From<ReaderDepth> for read::Depth {
    fn from(depth: ReaderDepth) -> Self {
        match depth {
            ReaderDepth::Fast => Self::Fast,
            ReaderDepth::Deep => Self::Deep,
        }
    }
}

/// The web desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeskConfig {
    /// Address and port to listen on. Port 0 takes a free one.
    pub listen: String,
    /// Address under which partners reach the desk, if it stands behind a proxy (`https://desk.example.org`).
    pub public_url: Option<String>,
    /// PEM file with the desk's certificate; the desk then speaks TLS itself. Together with `tls_key`.
    pub tls_cert: Option<PathBuf>,
    /// PEM file with the certificate's private key.
    pub tls_key: Option<PathBuf>,
}

/// Warnings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WarningConfig {
    /// Days for which a signed link works, 1 to 365.
    pub link_valid_days: u32,
    /// The widest marking whose releases and updates need a second person: `TLP:CLEAR` for all, `none` for none.
    pub second_person_from: String,
    /// `Exercise` until you set it to `Actual`: what CAP messages of this desk say of themselves. Also `Test` and `System`.
    pub cap_status: String,
    /// Minutes for an acknowledgement before the next channel is tried, or the desk's own alarm rings: urgency Immediate.
    pub acknowledge_immediate_minutes: u32,
    /// The same for urgency Expected.
    pub acknowledge_expected_minutes: u32,
    /// The same for everything else.
    pub acknowledge_later_minutes: u32,
}

impl WarningConfig {
    /// The pipeline's rules.
    ///
    /// # Errors
    /// `second_person_from` is neither a TLP 2.0 marking nor `none`.
    pub fn rules(&self) -> Result<crate::pipeline::Rules> {
        let from = self.second_person_from.trim();
        let second_person_from = match from.to_ascii_lowercase().as_str() {
            "none" | "" => None,
            _ => Some(from.parse::<record::Tlp>().context("`warning.second_person_from`: or `none`")?),
        };
        let minutes = |minutes: u32| jiff::SignedDuration::from_mins(i64::from(minutes));
        Ok(crate::pipeline::Rules {
            policy: warn::life::Policy { second_person_from },
            clock: warn::life::Clock {
                immediate: minutes(self.acknowledge_immediate_minutes),
                expected: minutes(self.acknowledge_expected_minutes),
                later: minutes(self.acknowledge_later_minutes),
            },
            ..crate::pipeline::Rules::default()
        })
    }
}

/// Maxima, units last in the names. What is larger gives a fault and is cut or left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Largest file or archive member that is read.
    pub file_bytes_max: u64,
    /// Longest line of a JSON Lines file.
    pub line_bytes_max: usize,
    /// Largest web page.
    pub page_bytes_max: usize,
    /// Longest text of one report.
    pub text_bytes_max: usize,
    /// Most entries of one folder.
    pub directory_entries_max: usize,
    /// Deepest folder within folders.
    pub directory_depth_max: usize,
    /// Most members of one archive.
    pub archive_members_max: u64,
    /// Deepest archive within archives.
    pub archive_depth_max: usize,
    /// What all archives of one input may unpack to.
    pub unpacked_bytes_max: u64,
    /// How many times larger than packed a member may become.
    pub compression_ratio_max: u64,
    /// Most open tags within one another.
    pub tag_nesting_max: usize,
    /// Most dated headlines taken from one page.
    pub leads_max: usize,
    /// Largest feed, sitemap or robots.txt.
    pub feed_bytes_max: usize,
    /// Most entries taken from one feed.
    pub feed_entries_max: usize,
    /// Longest chain of redirects.
    pub redirects_max: usize,
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
            reader: ReaderDepth::default(),
            desk: DeskConfig::default(),
            warning: WarningConfig::default(),
            delivery: DeliveryConfig::default(),
            mail: MailConfig::default(),
            telegram: TelegramConfig::default(),
            collect: CollectConfig::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for DeskConfig {
    fn default() -> Self {
        Self { listen: "127.0.0.1:8787".to_owned(), public_url: None, tls_cert: None, tls_key: None }
    }
}

impl Default for CollectConfig {
    fn default() -> Self {
        Self { connections_max: 32, host_gap_ms_min: 2_000, retry_after_hours_max: 24, keep_irrelevant_days: 180 }
    }
}

impl CollectConfig {
    /// The plan's part of them.
    #[must_use]
    pub fn plan(&self) -> collect::PlanLimits {
        collect::PlanLimits {
            connections: self.connections_max,
            host_gap: SignedDuration::from_millis(i64::from(self.host_gap_ms_min)),
            retry_after: SignedDuration::from_hours(i64::from(self.retry_after_hours_max)),
            ..collect::PlanLimits::default()
        }
    }
}

impl Default for WarningConfig {
    fn default() -> Self {
        Self {
            link_valid_days: 30,
            second_person_from: "none".to_owned(),
            cap_status: "Exercise".to_owned(),
            acknowledge_immediate_minutes: 15,
            acknowledge_expected_minutes: 120,
            acknowledge_later_minutes: 24 * 60,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        let collect = collect::Limits::default();
        Self {
            file_bytes_max: collect.file_bytes,
            line_bytes_max: collect.line_bytes,
            page_bytes_max: collect.page_bytes,
            text_bytes_max: collect.text_bytes,
            directory_entries_max: collect.directory_entries,
            directory_depth_max: collect.directory_depth,
            archive_members_max: collect.archive_members,
            archive_depth_max: collect.archive_depth,
            unpacked_bytes_max: collect.unpacked_bytes,
            compression_ratio_max: collect.compression_ratio,
            tag_nesting_max: collect.tag_nesting,
            leads_max: collect.leads,
            feed_bytes_max: collect.feed_bytes,
            feed_entries_max: collect.feed_entries,
            redirects_max: collect.redirects,
            fetch_seconds_max: collect.fetch_time.as_secs(),
            batch_reports_max: 128,
        }
    }
}

impl Limits {
    /// The collector's part of them.
    #[must_use]
    pub fn collect(&self) -> collect::Limits {
        collect::Limits {
            file_bytes: self.file_bytes_max,
            line_bytes: self.line_bytes_max,
            page_bytes: self.page_bytes_max,
            text_bytes: self.text_bytes_max,
            directory_entries: self.directory_entries_max,
            directory_depth: self.directory_depth_max,
            archive_members: self.archive_members_max,
            archive_depth: self.archive_depth_max,
            unpacked_bytes: self.unpacked_bytes_max,
            compression_ratio: self.compression_ratio_max,
            tag_nesting: self.tag_nesting_max,
            leads: self.leads_max,
            feed_bytes: self.feed_bytes_max,
            feed_entries: self.feed_entries_max,
            redirects: self.redirects_max,
            fetch_time: Duration::from_secs(self.fetch_seconds_max),
            ..collect::Limits::default()
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
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration {}", path.display()))?;
        let mut config: Self = toml::from_str(&text).with_context(|| {
            format!("{} is not a valid configuration; `forewarn doctor --config-example` prints one", path.display())
        })?;
        config.check().with_context(|| format!("in {}", path.display()))?;
        // A relative path means relative to the file that names it, wherever the program is started.
        if let Some(dir) = path.parent() {
            for file in [&mut config.groups_file, &mut config.desk.tls_cert, &mut config.desk.tls_key] {
                *file = file.as_ref().map(|file| dir.join(file));
            }
        }
        if let Some(dir) = path.parent() {
            config.mail.beside(dir);
            config.telegram.beside(dir);
        }
        Ok(config)
    }

    /// The pipeline's rules.
    ///
    /// # Errors
    /// As [`WarningConfig::rules`].
    pub fn rules(&self) -> Result<crate::pipeline::Rules> {
        Ok(crate::pipeline::Rules { retry: self.delivery.retry(), ..self.warning.rules()? })
    }

    /// The desk as the sender of messages.
    ///
    /// # Errors
    /// `warning.cap_status` is none of CAP's.
    pub fn sender(&self) -> Result<share::formats::cap::Desk> {
        use share::formats::cap::{Desk, Status, sender};
        let Some(status) = Status::of(self.warning.cap_status.trim()) else {
            bail!("`warning.cap_status` is `{}`: set it to Exercise, Test, System or Actual", self.warning.cap_status);
        };
        let address = sender(&self.desk_name, self.desk.public_url.as_deref());
        Ok(Desk { name: self.desk_name.clone(), sender: address, status })
    }

    fn check(&self) -> Result<()> {
        let limits = &self.limits;
        let positive = [
            ("limits.file_bytes_max", limits.file_bytes_max),
            ("limits.line_bytes_max", limits.line_bytes_max as u64),
            ("limits.page_bytes_max", limits.page_bytes_max as u64),
            ("limits.text_bytes_max", limits.text_bytes_max as u64),
            ("limits.feed_bytes_max", limits.feed_bytes_max as u64),
            ("limits.feed_entries_max", limits.feed_entries_max as u64),
            ("collect.connections_max", self.collect.connections_max as u64),
            ("limits.fetch_seconds_max", limits.fetch_seconds_max),
            ("limits.batch_reports_max", limits.batch_reports_max as u64),
        ];
        for (name, value) in positive {
            if value == 0 {
                bail!("`{name}` is 0: set it to at least 1");
            }
        }
        if self.desk.tls_cert.is_some() != self.desk.tls_key.is_some() {
            bail!("`desk.tls_cert` and `desk.tls_key` go together: set both or neither");
        }
        if !(1..=365).contains(&self.warning.link_valid_days) {
            bail!("`warning.link_valid_days` is {}: set it to 1 to 365 days", self.warning.link_valid_days);
        }
        self.rules()?;
        self.sender()?;
        self.delivery.check()?;
        self.mail.check()?;
        self.telegram.check()?;
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
        assert!(complain("reader = \"deeper\"").contains("expected `fast` or `deep`"));
        assert!(complain("[warning]\nlink_valid_days = 0").contains("1 to 365 days"));
        assert!(complain("[warning]\nsecond_person_from = \"TLP:PINK\"").contains("warning.second_person_from"));
        assert!(complain("[limits]\nfile_bytes_max = 0").contains("limits.file_bytes_max"));
    }
}
