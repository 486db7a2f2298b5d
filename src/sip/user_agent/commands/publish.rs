//! Publications.

use crate::redact::Redacted;
use crate::sip::message::Method;
use crate::sip::messaging::{self, MAX_BODY};
use crate::sip::publication::Publication;
use crate::sip::user_agent::{CommandError, PublicationId, PublishOptions, UserAgent};
use crate::time::Instant;

/// Most publications at once.
const MAX_PUBLICATIONS: usize = 16;

impl UserAgent {
    /// Has the server keep a document for us (RFC 3903), usually our presence. It is refreshed by itself, and waits for
    /// a connection where there is none. `Event::Publication` tells how it goes.
    ///
    /// # Errors
    /// `NotStarted`, `InvalidArgument` (a package that is no token, no content type, a body above 60 KiB),
    /// `LimitReached`.
    pub fn publish(&mut self, now: Instant, options: PublishOptions) -> Result<PublicationId, CommandError> {
        self.check_started()?;
        let kind = messaging::is_content_type(&options.content_type);
        if Method::parse(&options.event).is_none() || !kind || options.body.expose().len() > MAX_BODY {
            return Err(CommandError::InvalidArgument);
        }
        if self.telling.publications.len() >= MAX_PUBLICATIONS {
            return Err(CommandError::LimitReached);
        }
        let id = PublicationId(self.next_number());
        let publication = Publication::new(now, &mut self.core, id, options);
        self.telling.publications.push(publication);
        self.settle(now);
        Ok(id)
    }

    /// Replaces a published document by another of the same type.
    ///
    /// # Errors
    /// `PublicationNotFound`, `InvalidArgument` (a body above 60 KiB).
    pub fn modify_publication(
        &mut self,
        now: Instant,
        id: PublicationId,
        body: Redacted<Vec<u8>>,
    ) -> Result<(), CommandError> {
        if body.expose().len() > MAX_BODY {
            return Err(CommandError::InvalidArgument);
        }
        find(&mut self.telling.publications, id)?.modify(now, &mut self.core, body.into_inner());
        self.settle(now);
        Ok(())
    }

    /// Removes a published document; `PublicationEvent::Removed` follows.
    ///
    /// # Errors
    /// `PublicationNotFound`.
    pub fn unpublish(&mut self, now: Instant, id: PublicationId) -> Result<(), CommandError> {
        find(&mut self.telling.publications, id)?.remove(now, &mut self.core);
        self.settle(now);
        Ok(())
    }
}

fn find(all: &mut [Publication], id: PublicationId) -> Result<&mut Publication, CommandError> {
    all.iter_mut()
        .find(|p| p.id() == id && p.is_live())
        .ok_or(CommandError::PublicationNotFound)
}
