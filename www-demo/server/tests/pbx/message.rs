//! A SIP message as text: enough of a parser for tests, and none of the server's.

/// A received message.
#[derive(Debug, Clone)]
pub struct Message {
    pub start: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Message {
    pub fn parse(text: &str) -> Message {
        let (head, body) = text.split_once("\r\n\r\n").expect("headers end");
        let mut lines = head.split("\r\n");
        let start = lines.next().expect("a start line").to_owned();
        let headers = lines
            .map(|line| line.split_once(':').expect("a header"))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect();
        Message {
            start,
            headers,
            body: body.to_owned(),
        }
    }

    /// The value of the first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// The value of a header that must be there.
    pub fn must(&self, name: &str) -> &str {
        self.header(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// All values of a header.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// The status, if it is a response.
    pub fn status(&self) -> Option<u16> {
        self.start.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()
    }

    /// The method: of a request, or the one that a response answers.
    pub fn method(&self) -> &str {
        match self.status() {
            Some(_) => self.must("CSeq").split(' ').nth(1).expect("a method"),
            None => self.start.split(' ').next().expect("a method"),
        }
    }

    /// The URI of a Contact.
    pub fn contact(&self) -> &str {
        let contact = self.must("Contact");
        contact
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map_or(contact, |(uri, _)| uri)
    }

    /// A parameter of a challenge or a header: `name=value` or `name="value"`.
    pub fn param<'a>(value: &'a str, name: &str) -> Option<&'a str> {
        let at = value.find(&format!("{name}="))? + name.len() + 1;
        let rest = &value[at..];
        match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => rest.split([',', ';', ' ']).next(),
        }
    }

    /// The direction of the first media line, `sendrecv` where none is named.
    pub fn direction(&self) -> &str {
        self.body
            .lines()
            .filter_map(|line| line.strip_prefix("a="))
            .find(|a| ["sendrecv", "sendonly", "recvonly", "inactive"].contains(a))
            .unwrap_or("sendrecv")
    }
}
