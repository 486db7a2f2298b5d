//! As much of XML as the bodies of event packages use: tags, attributes, text, the five entities. A scanner and no
//! parser: no document type (a body with one is not read at all), no entities of its own, namespaces by leaving
//! prefixes out. It never looks at an octet twice, and what it takes is limited.

/// Elements within elements.
const MAX_DEPTH: usize = 32;
/// Tags and texts of one document.
const MAX_TOKENS: usize = 8192;

/// Octets of an entity's name, and its semicolon.
const MAX_ENTITY: usize = 10;

/// One piece of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// The start of an element: its name without prefix, and its attributes as they were written. An element without
    /// content is a start and an end.
    Start(&'a str, Attributes<'a>),
    /// The end of an element.
    End(&'a str),
    /// Text between tags, entities not resolved yet: see [`text`].
    Text(&'a str),
}

/// Attributes of a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attributes<'a>(&'a str);

/// Where a document is being read.
pub(super) struct Scanner<'a> {
    rest: &'a str,
    depth: usize,
    tokens: usize,
    /// The end that belongs to an element without content.
    pending: Option<&'a str>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(document: &'a str) -> Self {
        Self {
            rest: document,
            depth: 0,
            tokens: 0,
            pending: None,
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Goes behind the next `end`; without one the document is over.
    fn skip_to(&mut self, end: &str) -> Option<&'a str> {
        match self.rest.split_once(end) {
            Some((inside, behind)) => {
                self.rest = behind;
                Some(inside)
            }
            None => {
                self.rest = "";
                None
            }
        }
    }

    /// The inside of a tag up to its `>`, which may stand in a quoted value too.
    fn tag(&mut self) -> Option<&'a str> {
        let mut quote = None;
        for (at, b) in self.rest.bytes().enumerate() {
            match (quote, b) {
                (Some(open), _) if open == b => quote = None,
                (None, b'"' | b'\'') => quote = Some(b),
                (None, b'>') => {
                    let (inside, behind) = self.rest.split_at_checked(at)?;
                    self.rest = behind.get(1..)?;
                    return Some(inside);
                }
                _ => {}
            }
        }
        self.rest = "";
        None
    }

    fn step(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.pending.take() {
            self.depth = self.depth.saturating_sub(1);
            return Some(Token::End(name));
        }
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let Some(tail) = self.rest.strip_prefix('<') else {
                let at = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, behind) = self.rest.split_at_checked(at)?;
                self.rest = behind;
                return Some(Token::Text(text));
            };
            self.rest = tail;
            if let Some(tail) = tail.strip_prefix("!--") {
                self.rest = tail;
                self.skip_to("-->")?;
            } else if let Some(tail) = tail.strip_prefix("![CDATA[") {
                self.rest = tail;
                // Entities are none here; text that has an ampersand is as good as lost, and nobody writes it so.
                return self.skip_to("]]>").map(Token::Text);
            } else if tail.starts_with('!') {
                self.rest = "";
                return None;
            } else if tail.starts_with('?') {
                self.skip_to("?>")?;
            } else {
                return self.element();
            }
        }
    }

    fn element(&mut self) -> Option<Token<'a>> {
        let inside = self.tag()?;
        if let Some(name) = inside.strip_prefix('/') {
            self.depth = self.depth.saturating_sub(1);
            return Some(Token::End(local(name.trim_end())));
        }
        let (inside, empty) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let (name, attributes) = inside
            .split_once(|c: char| c.is_ascii_whitespace())
            .unwrap_or((inside, ""));
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.rest = "";
            return None;
        }
        let name = local(name);
        if empty {
            self.pending = Some(name);
        }
        Some(Token::Start(name, Attributes(attributes)))
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.tokens += 1;
        if self.tokens > MAX_TOKENS {
            return None;
        }
        self.step()
    }
}

impl Attributes<'_> {
    /// The value of an attribute, entities resolved.
    pub(super) fn get(self, wanted: &str) -> Option<String> {
        let mut rest = self.0;
        loop {
            let (name, tail) = rest.split_once('=')?;
            let tail = tail.trim_start();
            let quote = tail.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, behind) = tail.get(1..)?.split_once(quote)?;
            if local(name.trim()) == wanted {
                return Some(text(value));
            }
            rest = behind;
        }
    }

    /// The value of an attribute that is a number.
    pub(super) fn number(self, wanted: &str) -> Option<u32> {
        self.get(wanted)?.trim().parse().ok()
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Text with the five entities and numbers resolved, white space at its ends left out.
pub(super) fn text(raw: &str) -> String {
    let raw = raw.trim();
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, tail)) = rest.split_once('&') {
        out.push_str(plain);
        // No further than an entity may be long: else a text of ampersands would be read once for each of them.
        let end = tail.bytes().take(MAX_ENTITY).position(|b| b == b';');
        match end
            .and_then(|end| tail.split_at_checked(end))
            .and_then(|(name, behind)| Some((entity(name)?, behind.get(1..)?)))
        {
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#').filter(|n| n.len() <= 8)?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    })
}
