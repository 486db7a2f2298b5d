//! Header fields as they came: a list of names and octets, with typed accessors.

use super::{
    fields::{CSeq, Reason},
    lex,
    name_addr::NameAddr,
    names,
    via::Via,
};
use std::borrow::Cow;

/// One header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name as it was written, compact forms replaced by the long one.
    pub name: String,
    /// The value: unfolded, without white space at its ends, otherwise octet for octet.
    pub value: Vec<u8>,
}

/// A header field that an application may not send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidHeader {
    /// The name is no token.
    Name,
    /// The value has CR, LF or NUL.
    Value,
    /// The user agent writes that header field itself.
    Reserved,
}

/// The header fields of a message, in their order. Names compare without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Headers(Vec<Header>);

impl Headers {
    /// All lines in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Header> {
        self.0.iter()
    }

    /// The values of all lines of that name, as octets.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.0
            .iter()
            .filter(move |h| h.name.eq_ignore_ascii_case(name))
            .map(|h| h.value.as_slice())
    }

    /// The first line of that name, as octets.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.lines(name).next()
    }

    /// The first line of that name, as text; octets that are no UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name).map(lex::text)
    }

    /// Whether there is a line of that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The items of a header field that is a list: comma-separated values and repeated lines are the same
    /// (RFC 3261 §7.3.1). Empty items are left out.
    #[must_use]
    pub fn items(&self, name: &str) -> Vec<String> {
        self.read_items(name, |item| Some(item.to_owned())).unwrap_or_default()
    }

    /// The items of a list as `read` takes them; `None` if it refuses one.
    fn read_items<T>(&self, name: &str, read: fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let mut out = Vec::new();
        for line in self.lines(name) {
            for item in lex::split_list(&lex::text(line)) {
                if !item.is_empty() {
                    out.push(read(item)?);
                }
            }
        }
        Some(out)
    }

    /// Whether the list `name` (Supported, Require, Allow, …) has `token`, without regard to case.
    #[must_use]
    pub fn has_item(&self, name: &str, token: &str) -> bool {
        self.items(name).iter().any(|i| i.eq_ignore_ascii_case(token))
    }

    /// A list of name-addr values (Contact, Route, Record-Route, Path, P-Asserted-Identity, …); `None` if one of
    /// them is malformed. `Contact: *` is malformed here; see [`Headers::is_star`].
    #[must_use]
    pub fn name_addrs(&self, name: &str) -> Option<Vec<NameAddr>> {
        self.read_items(name, NameAddr::parse)
    }

    /// `Contact: *` (RFC 3261 §10.2.2).
    #[must_use]
    pub fn is_star(&self, name: &str) -> bool {
        self.get(name) == Some(b"*")
    }

    /// A value that is a decimal number within `u32`; parameters and a comment behind it are ignored
    /// (Expires, Min-Expires, Retry-After, RSeq, Max-Forwards, …).
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        let text = self.text(name)?;
        lex::number(lex::trim(text.split([';', '(']).next()?))
    }

    /// All Via values, topmost first; `None` if one is malformed.
    #[must_use]
    pub fn vias(&self) -> Option<Vec<Via>> {
        self.read_items(names::VIA, Via::parse)
    }

    /// The topmost Via.
    #[must_use]
    pub fn via(&self) -> Option<Via> {
        let first = |line| {
            let text = lex::text(line);
            let items = lex::split_list(&text);
            items.into_iter().find(|item| !item.is_empty()).map(Via::parse)
        };
        self.lines(names::VIA).find_map(first)?
    }

    /// From; there in every parsed message.
    #[must_use]
    pub fn from(&self) -> Option<NameAddr> {
        NameAddr::parse(&self.text(names::FROM)?)
    }

    /// To; there in every parsed message.
    #[must_use]
    pub fn to(&self) -> Option<NameAddr> {
        NameAddr::parse(&self.text(names::TO)?)
    }

    /// The From tag.
    #[must_use]
    pub fn from_tag(&self) -> Option<String> {
        self.from()?.tag().map(str::to_owned)
    }

    /// The To tag.
    #[must_use]
    pub fn to_tag(&self) -> Option<String> {
        self.to()?.tag().map(str::to_owned)
    }

    /// Call-ID, empty only in a message made by hand without one. Compares with regard to case.
    #[must_use]
    pub fn call_id(&self) -> Cow<'_, str> {
        self.text(names::CALL_ID).unwrap_or_default()
    }

    /// CSeq; there in every parsed message.
    #[must_use]
    pub fn cseq(&self) -> Option<CSeq> {
        CSeq::parse(&self.text(names::CSEQ)?)
    }

    /// The number of it.
    pub(crate) fn cseq_number(&self) -> Option<u32> {
        self.cseq().map(|cseq| cseq.number)
    }

    /// The first Contact value, if it is well-formed.
    #[must_use]
    pub fn contact(&self) -> Option<NameAddr> {
        NameAddr::parse(self.items(names::CONTACT).first()?)
    }

    /// The type of the body in lower case, without parameters: `application/sdp`.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        let text = self.text(names::CONTENT_TYPE)?;
        let (kind, subkind) = lex::split_once(&text, b';').0.split_once('/')?;
        let mut out = lex::trim(kind).to_ascii_lowercase();
        out.push('/');
        out.push_str(&lex::trim(subkind).to_ascii_lowercase());
        Some(out)
    }

    /// Reason values; malformed ones are left out.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        self.items(names::REASON)
            .iter()
            .filter_map(|i| Reason::parse(i))
            .collect()
    }

    /// Appends a line. CR, LF and NUL in the value become spaces, so that no value can begin a line of its own; a
    /// name that is no token is not appended at all. For what an application gives use [`Headers::push_checked`].
    pub fn push(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.insert(self.0.len(), name, value.as_ref());
    }

    /// Puts a line before all others.
    pub fn push_front(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.insert(0, name, value.as_ref());
    }

    fn insert(&mut self, at: usize, name: &str, value: &[u8]) {
        if !lex::is_token(name) {
            return;
        }
        let value = value.iter().map(|b| if is_forbidden(*b) { b' ' } else { *b }).collect();
        self.0.insert(
            at,
            Header {
                name: name.to_owned(),
                value,
            },
        );
    }

    /// Replaces all lines of that name by one, at the place of the first.
    pub fn set(&mut self, name: &str, value: impl AsRef<[u8]>) {
        let at = self
            .0
            .iter()
            .position(|h| h.name.eq_ignore_ascii_case(name))
            .unwrap_or(self.0.len());
        self.remove(name);
        self.insert(at, name, value.as_ref());
    }

    /// Lengthens the first line of that name; what stood there stays octet for octet.
    pub(crate) fn append(&mut self, name: &str, more: &[u8]) {
        if let Some(line) = self.0.iter_mut().find(|h| h.name.eq_ignore_ascii_case(name)) {
            line.value
                .extend(more.iter().map(|b| if is_forbidden(*b) { b' ' } else { *b }));
        }
    }

    /// Removes all lines of that name.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|h| !h.name.eq_ignore_ascii_case(name));
    }

    /// Appends copies of all lines of that name of another message, octet for octet.
    pub fn copy(&mut self, from: &Self, name: &str) {
        self.0
            .extend(from.0.iter().filter(|h| h.name.eq_ignore_ascii_case(name)).cloned());
    }

    /// Appends a line that an application gave.
    ///
    /// # Errors
    /// The name is no token, the value would break out of its line, or it is a header field that the user agent
    /// writes itself (Via, From, Contact, …).
    pub fn push_checked(&mut self, name: &str, value: &str) -> Result<(), InvalidHeader> {
        Self::check(name, value)?;
        self.push(names::expand(name), value);
        Ok(())
    }

    /// Whether [`Headers::push_checked`] would take it.
    ///
    /// # Errors
    /// See [`Headers::push_checked`].
    pub fn check(name: &str, value: &str) -> Result<(), InvalidHeader> {
        if !lex::is_token(name) {
            return Err(InvalidHeader::Name);
        }
        if value.bytes().any(is_forbidden) {
            return Err(InvalidHeader::Value);
        }
        let long = names::expand(name);
        if names::OWN.iter().any(|n| n.eq_ignore_ascii_case(long)) {
            return Err(InvalidHeader::Reserved);
        }
        Ok(())
    }

    /// Writes all but Content-Length, which whoever writes the body knows better.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        for h in self
            .0
            .iter()
            .filter(|h| !h.name.eq_ignore_ascii_case(names::CONTENT_LENGTH))
        {
            out.extend_from_slice(h.name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(&h.value);
            out.extend_from_slice(b"\r\n");
        }
    }

    pub(crate) fn push_parsed(&mut self, name: &str, value: Vec<u8>) {
        self.0.push(Header {
            name: names::expand(name).to_owned(),
            value,
        });
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

fn is_forbidden(b: u8) -> bool {
    matches!(b, b'\r' | b'\n' | 0)
}
