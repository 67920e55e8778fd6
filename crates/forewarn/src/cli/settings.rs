//! What commands share: configuration, store, reader, pipeline.

use super::Global;
use crate::config::{Config, ReaderDepth};
use crate::handover::RunningDesk;
use crate::pipeline::Pipeline;
use anyhow::{Context, Result, bail};
use read::{Depth, Reader};
use record::Group;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::StoreError;
use store::sqlite::SqliteStore;

impl Global {
    /// The configuration.
    pub(super) fn config(&self) -> Result<Config> {
        Config::load(self.config.as_deref())
    }

    /// The store's directory: as given, else `forewarn` in the user's data directory.
    pub(super) fn store_dir(&self) -> Result<PathBuf> {
        if let Some(dir) = &self.store {
            return Ok(dir.clone());
        }
        let home = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let data = home("XDG_DATA_HOME").or_else(|| home("HOME").map(|home| home.join(".local/share")));
        match data {
            Some(data) => Ok(data.join("forewarn")),
            None => bail!("no home directory is known here: say where the store is (--store DIR)"),
        }
    }

    /// The store, for writing.
    pub(super) fn open(&self) -> Result<Arc<SqliteStore>> {
        Ok(Arc::new(SqliteStore::open(&self.store_dir()?)?))
    }

    /// The store, for reading only: works beside a running desk.
    pub(super) fn open_to_read(&self) -> Result<SqliteStore> {
        let dir = self.store_dir()?;
        if !has_store(&dir) {
            bail!(
                "there is no store at {} yet: `forewarn import` or `forewarn desk` makes one (--store DIR to use another)",
                dir.display()
            );
        }
        Ok(SqliteStore::open_read_only(&dir)?)
    }

    /// How much work goes into a report: as the command line says, else the configuration.
    ///
    /// # Errors
    /// The command line asks for the transformer and this program was built without it.
    pub(super) fn depth(&self, config: &Config) -> Result<Depth> {
        if self.reader == Some(ReaderDepth::Deep) && !cfg!(feature = "deep") {
            bail!("this program was built without the deep reader (cargo feature `deep`): use --reader fast");
        }
        Ok(self.reader.unwrap_or(config.reader).into())
    }

    /// The reader with the user's own groups.
    pub(super) fn reader(&self, config: &Config) -> Result<Reader> {
        Ok(Reader::new(self.depth(config)?, user_groups(config)?))
    }

    /// The pipeline over the store, for writing and for reading reports.
    pub(super) fn reading_pipeline(&self, config: &Config) -> Result<Pipeline> {
        pipeline_over(self.open()?, Arc::new(self.reader(config)?), config)
    }

    /// The pipeline over the store, for commands that write and read no report: no model is loaded for them.
    pub(super) fn pipeline(&self, config: &Config) -> Result<Pipeline> {
        pipeline_over(self.open()?, Arc::new(known_groups(config)?), config)
    }

    /// The same for commands that only hand events in: where a desk runs over the store, that desk handles them.
    pub(super) fn acting(&self, config: &Config) -> Result<Pipeline> {
        let busy = match self.open() {
            Ok(store) => return pipeline_over(store, Arc::new(known_groups(config)?), config),
            Err(error) => error,
        };
        let in_use = matches!(busy.downcast_ref(), Some(StoreError::Busy { .. }));
        match RunningDesk::of(&self.store_dir()?).filter(|_| in_use) {
            Some(desk) => {
                let store = Arc::new(self.open_to_read()?);
                Ok(pipeline_over(store, Arc::new(known_groups(config)?), config)?.beside(desk))
            }
            None => Err(busy),
        }
    }

    /// The analyst's name.
    pub(super) fn analyst(&self) -> Result<record::Who> {
        match self.by.as_deref().map(str::trim) {
            Some(name) if !name.is_empty() => Ok(record::Who::Analyst(name.to_owned())),
            _ => bail!("this is a person's act and needs a name: add `--by NAME` (or set FOREWARN_BY)"),
        }
    }
}

/// True if there is a store in this directory.
pub(super) fn has_store(dir: &Path) -> bool {
    dir.join("forewarn.db").exists()
}

/// Random bytes from the system.
pub(super) fn random<const BYTES: usize>() -> Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("the system gives no random numbers: {error}"))?;
    Ok(bytes)
}

/// Random bytes in lower-case hexadecimal.
pub(super) fn random_hex<const BYTES: usize>() -> Result<String> {
    Ok(random::<BYTES>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A pipeline over a store that is already open.
pub(super) fn pipeline_over(store: Arc<SqliteStore>, reader: Arc<Reader>, config: &Config) -> Result<Pipeline> {
    let pipeline = Pipeline::new(store, reader, config.warning.link_valid_days, &random()?)?;
    Ok(pipeline.with_rules(config.rules()?))
}

/// A reader that is only asked which groups there are.
pub(super) fn known_groups(config: &Config) -> Result<Reader> {
    Ok(Reader::new(Depth::Fast, user_groups(config)?))
}

/// The user's own groups, if the configuration names a file.
pub(super) fn user_groups(config: &Config) -> Result<Vec<Group>> {
    let Some(path) = &config.groups_file else { return Ok(Vec::new()) };
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read the groups file {}", path.display()))?;
    read::names::groups::parse_toml(&text).with_context(|| format!("in the groups file {}", path.display()))
}
