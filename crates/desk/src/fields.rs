//! The fields of a form, checked: every form of the desk carries the desk's token.

use crate::{app::App, fail::Fail};
use axum::{
    Form,
    extract::{FromRequest, Request},
    http::StatusCode,
};
use jiff::{Timestamp, civil::Date, civil::DateTime, tz::TimeZone};
use record::Who;
use std::str::FromStr;

/// Fields in one form.
const MAX_FIELDS: usize = 2_000;
/// Letters in one field of free text.
pub(crate) const MAX_NOTE_CHARS: usize = 4_000;
/// Letters in a name or a headline.
pub(crate) const MAX_LINE_CHARS: usize = 300;

/// The fields of a form of the desk whose token was right.
pub(crate) struct Fields(FormFields);

/// The fields of a form that needs no desk token: that of a signed link, whose address is the secret.
pub(crate) struct FormFields(Vec<(String, String)>);

impl FromRequest<App> for FormFields {
    type Rejection = Fail;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fail> {
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, app).await.map_err(|rejection| {
            let (status, hint) = match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => (StatusCode::PAYLOAD_TOO_LARGE, "shorten the text"),
                other => (other, "go back and send it again"),
            };
            Fail::new(status, "The form could not be read", format!("{}: {hint}.", rejection.body_text()))
        })?;
        if pairs.len() > MAX_FIELDS {
            return Err(Fail::invalid(format!("The form has more than {MAX_FIELDS} fields.")));
        }
        Ok(Self(pairs))
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Fail;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fail> {
        let fields = FormFields::from_request(request, app).await?;
        if app.0.form_fits(fields.get("form_token")) {
            return Ok(Self(fields));
        }
        let message = "The form is not from this desk's pages, or from before it was restarted with another key. Go back, \
                       reload the page and send it again.";
        Err(Fail::new(StatusCode::FORBIDDEN, "Refused", message))
    }
}

impl std::ops::Deref for Fields {
    type Target = FormFields;

    fn deref(&self) -> &FormFields {
        &self.0
    }
}

impl FormFields {
    /// The first value of a field, trimmed; empty if it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// All non-empty values of a field.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(field, value)| field == name && !value.trim().is_empty()).map(|(_, v)| v.trim())
    }

    /// True if a box is ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Free text, within [`MAX_NOTE_CHARS`].
    pub(crate) fn note(&self, name: &str) -> Result<String, Fail> {
        self.text(name, MAX_NOTE_CHARS)
    }

    /// One line, within [`MAX_LINE_CHARS`].
    pub(crate) fn line(&self, name: &str) -> Result<String, Fail> {
        let line = self.text(name, MAX_LINE_CHARS)?;
        Ok(line.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn text(&self, name: &str, limit: usize) -> Result<String, Fail> {
        let value = self.get(name);
        if value.chars().count() > limit {
            let name = name.replace('_', " ");
            return Err(Fail::invalid(format!("The field “{name}” is longer than {limit} letters; shorten it.")));
        }
        Ok(value.replace("\r\n", "\n"))
    }

    /// A line that must be given; `what` says what it is.
    pub(crate) fn required(&self, name: &str, what: &str) -> Result<String, Fail> {
        let line = self.line(name)?;
        if line.is_empty() { Err(Fail::invalid(format!("Please give {what}."))) } else { Ok(line) }
    }

    /// A code such as a stage or a marking.
    pub(crate) fn code<T>(&self, name: &str) -> Result<T, Fail>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.get(name).parse().map_err(|error| Fail::invalid(format!("{error}")))
    }

    /// All values of a field as codes.
    pub(crate) fn codes<T>(&self, name: &str) -> Result<Vec<T>, Fail>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.all(name).map(|value| value.parse().map_err(|error| Fail::invalid(format!("{error}")))).collect()
    }

    /// The person who acts, by name.
    pub(crate) fn analyst(&self) -> Result<Who, Fail> {
        Ok(Who::Analyst(self.required("by", "your name: it stands in the ledger")?))
    }

    /// A time as browsers send it (`2024-06-18T14:30`) or a day, in UTC; `None` if empty.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<Timestamp>, Fail> {
        let value = self.get(name);
        if value.is_empty() {
            return Ok(None);
        }
        parse_moment(value).map(Some).ok_or_else(|| {
            let value: String = value.chars().take(40).collect();
            Fail::invalid(format!("“{value}” is not a time; write it as 2024-06-18T14:30 or 2024-06-18 (UTC)."))
        })
    }
}

fn parse_moment(value: &str) -> Option<Timestamp> {
    if let Ok(at) = value.parse::<Timestamp>() {
        return Some(at);
    }
    let civil = value.parse::<DateTime>().ok().or_else(|| value.parse::<Date>().ok().map(|d| d.at(0, 0, 0, 0)))?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> FormFields {
        FormFields(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn times_are_read_as_utc() {
        let table = [
            ("2024-06-18T14:30", Some("2024-06-18T14:30:00Z")),
            ("2024-06-18 14:30", Some("2024-06-18T14:30:00Z")),
            ("2024-06-18", Some("2024-06-18T00:00:00Z")),
            ("2024-06-18T14:30:00+03:00", Some("2024-06-18T11:30:00Z")),
            ("yesterday", None),
            ("0000-99-99", None),
        ];
        for (given, expected) in table {
            assert_eq!(parse_moment(given).map(|at| at.to_string()).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn lines_are_one_line_and_bounded() {
        let fields = form(&[("name", "  two\r\n lines "), ("long", &"x".repeat(MAX_LINE_CHARS + 1)), ("empty", " ")]);
        assert_eq!(fields.line("name").unwrap(), "two lines");
        assert!(fields.line("long").is_err());
        assert!(fields.required("empty", "a name").is_err());
        assert_eq!(fields.all("empty").count(), 0);
    }
}
