//! Who is behind a number.

use crate::pbx::core::Core;
use crate::pbx::dialplan::{Route, route};
use crate::pbx::media::Source;
use crate::pbx::media::tones::Program;
use crate::pbx::ports::{RingGroup, SipExtension};
use crate::pbx::registrar::Aor;
use crate::pbx::sip;

/// Somebody who takes part in a call, or should.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub number: String,
    pub name: Option<String>,
    /// Its extension, where it is one.
    pub aor: Option<Aor>,
    /// It does not want to be known to who is rung for it.
    pub anonymous: bool,
}

impl Party {
    pub(super) fn number(number: &str) -> Party {
        Party {
            number: number.to_owned(),
            name: None,
            aor: None,
            anonymous: false,
        }
    }

    pub(super) fn extension(tenant: &str, extension: SipExtension) -> Party {
        Party {
            aor: Some(Aor {
                tenant: tenant.to_owned(),
                number: extension.number.clone(),
            }),
            number: extension.number,
            name: Some(extension.name),
            anonymous: false,
        }
    }

    /// The number of its extension.
    pub(super) fn own_number(&self) -> Option<&str> {
        self.aor.as_ref().map(|aor| aor.number.as_str())
    }

    /// As a To value in the tenant's domain.
    pub(super) fn address(&self, domain: &str) -> String {
        let user = self
            .number
            .replace(|c: char| !c.is_ascii_alphanumeric() && !"+*#-._".contains(c), "");
        let user = user.replace('#', "%23");
        match &self.name {
            Some(name) => format!("{} <sip:{user}@{domain}>", sip::quote(name)),
            None => format!("<sip:{user}@{domain}>"),
        }
    }

    /// As a From value.
    pub(super) fn as_caller(&self, domain: &str) -> String {
        match self.anonymous {
            true => "\"Anonymous\" <sip:anonymous@anonymous.invalid>".to_owned(),
            false => self.address(domain),
        }
    }
}

/// What a number leads to.
pub(super) enum Target {
    Extension,
    Group(RingGroup),
    /// The stand-in for the telephone network.
    Outside,
    /// A service that answers with this.
    Service(Source),
    /// Early media for a while, then music.
    Early,
    /// `*70`
    Park,
    /// `*71XX`
    Retrieve,
    NotImplemented,
    Unknown,
}

/// Reads a number and asks the directory about it.
pub(super) fn look_up(core: &Core, tenant: &str, number: &str) -> (Party, Target) {
    let named = |name: &str, target| {
        let name = Some(name.to_owned());
        (
            Party {
                name,
                ..Party::number(number)
            },
            target,
        )
    };
    match route(number) {
        Route::Internal(number) => match core.directory.extension(tenant, number) {
            Some(extension) => (Party::extension(tenant, extension), Target::Extension),
            None => match core.directory.ring_group(tenant, number) {
                Some(group) => named(&group.name.clone(), Target::Group(group)),
                None if number.len() == 10 => (Party::number(number), Target::Outside),
                None => (Party::number(number), Target::Unknown),
            },
        },
        Route::Echo => named("Echo test", Target::Service(Source::Echo)),
        Route::HoldMusic => named("Hold music", Target::Service(Source::Tone(Program::HoldMusic))),
        Route::EarlyMedia => named("Early media", Target::Early),
        Route::Outside(_) => (Party::number(number), Target::Outside),
        Route::Park => (Party::number(number), Target::Park),
        Route::Retrieve(_) => (Party::number(number), Target::Retrieve),
        Route::NotImplemented => (Party::number(number), Target::NotImplemented),
        Route::Unknown => (Party::number(number), Target::Unknown),
    }
}
