//! What a row of the table of operations says, and the rows themselves. The table is in [`super::table`].

use super::table::operations_table;

/// The verb of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Verb {
    /// As it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Where an operation's `params` go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// It takes none.
    None,
    /// Into the query. Holds the TypeScript type.
    Query(HostText),
    /// Into the body. Holds the TypeScript type.
    Body(HostText),
    /// Into the body, and may be left out. Holds the TypeScript type.
    MaybeBody(HostText),
    /// One argument of its own.
    Field {
        /// Its name, in TypeScript and in the request.
        name: &'static str,
        /// TypeScript type.
        ty: HostText,
        /// Whether it has to be there.
        required: bool,
    },
}

/// What the body of an answer is, and how it is given to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// JSON, as the host parsed it.
    Json,
    /// Text.
    Text,
    /// Bytes, as a `Blob`.
    Blob,
    /// The host's response, whose body the caller reads. No row has it: it is asked for with the last argument.
    Stream,
    /// JSON whose member `url` is given, made absolute.
    Url,
}

/// What an answer does to the client's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// Its token is kept.
    SignsIn,
    /// The token is forgotten.
    SignsOut,
    /// The token is replaced.
    Refreshes,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Name of the method.
    pub name: &'static str,
    /// What it does.
    pub doc: HostText,
    /// Its parameters and errors as TSDoc has them.
    pub tags: HostTexts,
    /// Verb.
    pub verb: Verb,
    /// Path, with parameters in braces.
    pub path: &'static str,
    /// Names of the path's parameters, in the order of the method's arguments.
    pub params: &'static [&'static str],
    /// Where `params` go.
    pub input: Input,
    /// TypeScript type of what the method returns.
    pub answer: HostText,
    /// Whether repeating it is harmless.
    pub safe: bool,
    /// Whether it goes without a token.
    pub public: bool,
    /// Whether it is for administrators.
    pub admin: bool,
    /// What its answer does to the session.
    pub effect: Effect,
    /// What its answer is.
    pub form: Form,
}

impl Operation {
    const fn safe(self) -> Self {
        Self { safe: true, ..self }
    }

    const fn acts(self) -> Self {
        Self { safe: false, ..self }
    }

    const fn public(self) -> Self {
        Self { public: true, ..self }
    }

    const fn admin(self) -> Self {
        Self { admin: true, ..self }
    }

    const fn signs_in(self) -> Self {
        Self {
            effect: Effect::SignsIn,
            ..self
        }
    }

    const fn signs_out(self) -> Self {
        Self {
            effect: Effect::SignsOut,
            ..self
        }
    }

    const fn refreshes(self) -> Self {
        Self {
            effect: Effect::Refreshes,
            ..self
        }
    }

    const fn text(self) -> Self {
        Self {
            form: Form::Text,
            ..self
        }
    }

    const fn blob(self) -> Self {
        Self {
            form: Form::Blob,
            ..self
        }
    }

    const fn url(self) -> Self {
        Self {
            form: Form::Url,
            ..self
        }
    }

    /// The operation of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|o| o.name == name)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod host {
    /// Text that only the host's tools read.
    pub type HostText = &'static str;
    /// Several of them.
    pub type HostTexts = &'static [&'static str];

    pub(super) const fn text(text: &'static str) -> HostText {
        text
    }

    pub(super) const fn texts(texts: &'static [&'static str]) -> HostTexts {
        texts
    }
}

/// In wasm32 such a text is left out, and what would hold it has no size.
#[cfg(target_arch = "wasm32")]
mod host {
    /// Nothing.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct HostText;
    /// Nothing.
    pub type HostTexts = HostText;

    pub(super) const fn text(_: &'static str) -> HostText {
        HostText
    }

    pub(super) const fn texts(_: &'static [&'static str]) -> HostTexts {
        HostText
    }
}

pub use host::{HostText, HostTexts};

macro_rules! verb {
    (get) => {
        Verb::Get
    };
    (post) => {
        Verb::Post
    };
    (put) => {
        Verb::Put
    };
    (patch) => {
        Verb::Patch
    };
    (delete) => {
        Verb::Delete
    };
}

macro_rules! input {
    () => {
        Input::None
    };
    (body $ty:tt) => {
        Input::Body(host::text($ty))
    };
    (perhaps $ty:tt) => {
        Input::MaybeBody(host::text($ty))
    };
    (query $ty:tt) => {
        Input::Query(host::text($ty))
    };
    (with ($field:ident : $ty:tt)) => {
        Input::Field {
            name: stringify!($field),
            ty: host::text($ty),
            required: true,
        }
    };
    (maybe ($field:ident : $ty:tt)) => {
        Input::Field {
            name: stringify!($field),
            ty: host::text($ty),
            required: false,
        }
    };
}

macro_rules! rows {
    ($([$doc:tt $($more:tt)*] $verb:ident $name:ident = $path:tt ($($param:ident : $ty:tt),*) $($place:ident $input:tt)? -> $answer:tt, $($flag:ident),+;)*) => {
        /// Every operation, in the order of the table.
        pub static OPERATIONS: &[Operation] = &[$(
            Operation {
                name: stringify!($name),
                doc: host::text($doc),
                tags: host::texts(&[$($more),*]),
                verb: verb!($verb),
                path: $path,
                params: &[$(stringify!($param)),*],
                input: input!($($place $input)?),
                answer: host::text($answer),
                safe: false,
                public: false,
                admin: false,
                effect: Effect::None,
                form: Form::Json,
            }
            $(.$flag())+
        ),*];

        /// An operation by its place in the table.
        #[allow(non_camel_case_types, missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Name {
            $($name),*
        }
    };
}
operations_table!(rows);

impl Name {
    /// Its row.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "one variant a row, in the same order, by the same macro"
    )]
    pub fn row(self) -> &'static Operation {
        &OPERATIONS[self as usize]
    }
}
