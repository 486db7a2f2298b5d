//! Which dialog a Replaces names (RFC 3891 §6.1), in a header or in the URI of a Refer-To.

use rsipstack::sip::{HasHeaders, Request};

use super::sip;

/// A dialog by its three parts; the tags as the server sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replaces {
    pub call_id: String,
    /// Ours: the `to-tag`.
    pub local_tag: String,
    /// The phone's: the `from-tag`.
    pub remote_tag: String,
    /// Only as long as it is not answered.
    pub early_only: bool,
}

impl Replaces {
    pub(crate) fn parse(value: &str) -> Option<Replaces> {
        let mut parts = value.split(';').map(str::trim);
        let call_id = parts.next().filter(|id| !id.is_empty())?.to_owned();
        let (mut to, mut from, mut early_only) = (None, None, false);
        for part in parts {
            match part.split_once('=').map_or((part, ""), |(n, v)| (n.trim(), v.trim())) {
                (name, value) if name.eq_ignore_ascii_case("to-tag") => to = Some(value.to_owned()),
                (name, value) if name.eq_ignore_ascii_case("from-tag") => from = Some(value.to_owned()),
                (name, _) if name.eq_ignore_ascii_case("early-only") => early_only = true,
                _ => {}
            }
        }
        Some(Replaces {
            call_id,
            local_tag: to?,
            remote_tag: from?,
            early_only,
        })
    }

    /// That of an INVITE, if it has one. `Err`: it has several, one that cannot be read, or Join as well (§3: 400).
    pub(crate) fn of(invite: &Request) -> Result<Option<Replaces>, ()> {
        let all = |name: &str| {
            let named = invite.headers().iter().filter(|h| h.name().eq_ignore_ascii_case(name));
            named.count()
        };
        match (all("Replaces"), all("Join")) {
            (0, _) => Ok(None),
            (1, 0) => {
                let value = sip::header(invite, "Replaces").unwrap_or_default();
                Replaces::parse(value).map(Some).ok_or(())
            }
            _ => Err(()),
        }
    }

    /// What finds the dialog among ours.
    pub(crate) fn key(&self) -> (String, String) {
        (self.call_id.clone(), self.local_tag.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_read_in_any_order() {
        let read = Replaces::parse("a@b ; from-tag=1;x=y; early-only;To-Tag=2").unwrap();
        assert_eq!(
            (read.call_id.as_str(), read.local_tag.as_str(), read.remote_tag.as_str()),
            ("a@b", "2", "1")
        );
        assert!(read.early_only);
    }

    #[test]
    fn a_missing_part_is_none() {
        for value in ["", "a", "a;to-tag=1", "a;from-tag=1", ";to-tag=1;from-tag=2"] {
            assert_eq!(Replaces::parse(value), None, "{value}");
        }
    }
}
