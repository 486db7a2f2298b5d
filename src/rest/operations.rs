//! The table of operations. **One row is all that a new operation takes**: the exported method with its TypeScript,
//! the facade's method with its documentation, the request and its retry rule come from it.
//!
//! A row reads
//!
//! ```text
//! "What it does." verb name = "path with {parameters}" (parameter: "TypeScript type", …)
//!     [body "type" | query "type"] -> "Promise<answer>", safe | acts [, public] [, effect];
//! ```
//!
//! - a `body` must be given by the caller, a `query` may be left out; both are named `params` in TypeScript;
//! - `safe` operations are repeated after any failure that may pass; `acts` marks those that act on calls or create
//!   things: they are repeated only when that cannot make them act twice;
//! - `public` operations carry no token;
//! - effects: `signs_in` keeps the answer's token, `signs_out` forgets it, `refreshes` replaces it.

/// Hands the rows to the macro that is named.
macro_rules! operations_table {
    ($with:ident) => {
        $with! {
            "Logs in as the user of an extension. The token of the answer is kept and used from then on."
            post login = "/api/auth/login" () body "LoginParams" -> "Promise<LoginAnswer>", safe, public, signs_in;

            "Logs in as an administrator of a tenant. The token of the answer is kept and used from then on."
            post adminLogin = "/api/auth/admin/login" () body "AdminLoginParams" -> "Promise<LoginAnswer>", safe, public, signs_in;

            "Gets the next token. Seldom needed: it happens by itself before the token ends and after a 401."
            post refresh = "/api/auth/refresh" () -> "Promise<RefreshAnswer>", acts, public, refreshes;

            "Ends the session on the server, forgets the token and closes the realtime connection."
            post logout = "/api/auth/logout" () -> "Promise<Success>", safe, signs_out;

            "Says whom the token stands for."
            get me = "/api/auth/me" () -> "Promise<MeAnswer>", safe;

            "Gets time-limited credentials for the TURN servers, and the list of servers as RTCPeerConnection takes it."
            get getTurnCredentials = "/api/webrtc/turn-credentials" () -> "Promise<TurnCredentials>", safe;

            "Click-to-call: rings the extension and, once it has answered, dials the number."
            post originate = "/api/calls/originate" () body "OriginateParams" -> "Promise<OriginateAnswer>", acts;

            "Hangs up a call."
            post hangup = "/api/calls/{uuid}/hangup" (uuid: "string") -> "Promise<Success>", acts;

            "Lists the records of calls that are over (CDR), newest first, a page at a time."
            get listCalls = "/api/calls" () query "ListCallsParams" -> "Promise<CallList>", safe;

            "Lists the calls that are up."
            get getActiveCalls = "/api/calls/active" () -> "Promise<ActiveCallList>", safe;

            "Gets everybody's presence by extension."
            get getPresence = "/api/presence" () -> "Promise<PresenceAnswer>", safe;
        }
    };
}
#[cfg(target_arch = "wasm32")]
pub(crate) use operations_table;

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
    Query(&'static str),
    /// Into the body. Holds the TypeScript type.
    Body(&'static str),
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
    /// What it does. Empty in wasm32, where nothing reads it.
    pub doc: &'static str,
    /// Verb.
    pub verb: Verb,
    /// Path, with parameters in braces.
    pub path: &'static str,
    /// Names of the path's parameters, in the order of the method's arguments.
    pub params: &'static [&'static str],
    /// Where `params` go.
    pub input: Input,
    /// TypeScript type of what the method returns. Empty in wasm32.
    pub answer: &'static str,
    /// Whether repeating it is harmless.
    pub safe: bool,
    /// Whether it goes without a token.
    pub public: bool,
    /// What its answer does to the session.
    pub effect: Effect,
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

    /// The operation of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|o| o.name == name)
    }
}

/// Text that only the host's tools read.
const fn host_only(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { text }
}

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
        Input::Body(host_only($ty))
    };
    (query $ty:tt) => {
        Input::Query(host_only($ty))
    };
}

macro_rules! rows {
    ($($doc:tt $verb:ident $name:ident = $path:tt ($($param:ident : $ty:tt),*) $($place:ident $input:tt)? -> $answer:tt, $($flag:ident),+;)*) => {
        /// Every operation, in the order of the table.
        pub static OPERATIONS: &[Operation] = &[$(
            Operation {
                name: stringify!($name),
                doc: host_only($doc),
                verb: verb!($verb),
                path: $path,
                params: &[$(stringify!($param)),*],
                input: input!($($place $input)?),
                answer: host_only($answer),
                safe: false,
                public: false,
                effect: Effect::None,
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
