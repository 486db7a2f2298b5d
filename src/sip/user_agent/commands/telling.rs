//! Subscriptions, messages, OPTIONS.

use crate::sip::call::check_headers;
use crate::sip::message::{Method, SipUri, Uri};
use crate::sip::messaging::{self, MAX_BODY};
use crate::sip::subscription::Subscription;
use crate::sip::user_agent::agent::find;
use crate::sip::user_agent::command::target_uri;
use crate::sip::user_agent::{
    CallId, CommandError, MessageId, OutgoingInfo, OutgoingMessage, Recipient, SubscribeOptions, SubscriptionId,
    UserAgent,
};
use crate::time::Instant;

/// Most subscriptions at once.
const MAX_SUBSCRIPTIONS: usize = 256;

impl UserAgent {
    /// Subscribes to the state of `target` (RFC 6665): a number or name of our domain, `user@host`, a SIP URI. Without
    /// a connection it waits for one. The subscription is refreshed and begun anew by itself until it is over or
    /// [`UserAgent::unsubscribe`] ends it.
    ///
    /// # Errors
    /// `NotStarted`, `InvalidTarget`, `InvalidArgument` (a package or a body type that is no token, a header that may
    /// not be set), `LimitReached`.
    pub fn subscribe(
        &mut self,
        now: Instant,
        target: &str,
        options: SubscribeOptions,
    ) -> Result<SubscriptionId, CommandError> {
        self.check_started()?;
        let uri = target_uri(&self.core.local, target).ok_or(CommandError::InvalidTarget)?;
        let accepts = options.accept.iter().all(|kind| messaging::is_content_type(kind));
        if Method::parse(&options.event).is_none() || !accepts || !check_headers(&options.extra_headers) {
            return Err(CommandError::InvalidArgument);
        }
        if self.telling.subscriptions.len() >= MAX_SUBSCRIPTIONS {
            return Err(CommandError::LimitReached);
        }
        let id = SubscriptionId(self.next_number());
        let subscription = Subscription::new(now, &mut self.core, id, uri, options);
        self.telling.subscriptions.push(subscription);
        self.settle(now);
        Ok(id)
    }

    /// Ends a subscription; `SubscriptionEvent::Terminated` follows at once.
    ///
    /// # Errors
    /// `SubscriptionNotFound`: there is none, or it is over.
    pub fn unsubscribe(&mut self, now: Instant, id: SubscriptionId) -> Result<(), CommandError> {
        find_subscription(&mut self.telling.subscriptions, id)?.close(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// Asks for the full state once more, for a document that was missed (`sip::package::Applied::Gap`). Nothing happens
    /// while the subscription is not in force: then it will come by itself.
    ///
    /// # Errors
    /// `SubscriptionNotFound`.
    pub fn refresh_subscription(&mut self, now: Instant, id: SubscriptionId) -> Result<(), CommandError> {
        find_subscription(&mut self.telling.subscriptions, id)?.refresh(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// Sends a message (RFC 3428), outside of dialogs or within a call's. Without a connection it waits for one, for
    /// 32 s at most. `Event::MessageSent` tells of its outcome.
    ///
    /// # Errors
    /// `NotStarted`, `InvalidTarget`, `InvalidArgument` (no content type, a body above 60 KiB, a header that may not be
    /// set), `LimitReached`, `CallNotFound`, `InvalidState` (the call is not answered).
    pub fn message(
        &mut self,
        now: Instant,
        to: Recipient<'_>,
        message: OutgoingMessage,
    ) -> Result<MessageId, CommandError> {
        self.check_started()?;
        if !messaging::is_content_type(&message.content_type)
            || message.body.expose().len() > MAX_BODY
            || !check_headers(&message.extra_headers)
        {
            return Err(CommandError::InvalidArgument);
        }
        let id = MessageId(self.next_number());
        match to {
            Recipient::Address(target) => {
                let uri = target_uri(&self.core.local, target).ok_or(CommandError::InvalidTarget)?;
                if self.telling.outbox.is_full() {
                    return Err(CommandError::LimitReached);
                }
                let mut request = messaging::outside(&mut self.core, Method::Message, &uri);
                messaging::fill(&mut request, message);
                self.telling.outbox.send(now, &mut self.core, id, request);
            }
            Recipient::Call(call) => find(&mut self.calls, call)?.message(now, &mut self.core, id, message)?,
        }
        self.settle(now);
        Ok(id)
    }

    /// Sends an INFO within a call (RFC 6086). `Event::MessageSent` tells of its outcome; none of them ends the call.
    ///
    /// # Errors
    /// `NotStarted`, `CallNotFound`, `InvalidState` (the call is not answered, or the far end does not take that
    /// package), `InvalidArgument` (no content type, a body above 60 KiB), `LimitReached`.
    pub fn info(&mut self, now: Instant, call: CallId, info: OutgoingInfo) -> Result<MessageId, CommandError> {
        self.check_started()?;
        let package = info.package.as_deref().is_none_or(|p| Method::parse(p).is_some());
        if !package || !messaging::is_content_type(&info.content_type) || info.body.expose().len() > MAX_BODY {
            return Err(CommandError::InvalidArgument);
        }
        let id = MessageId(self.next_number());
        find(&mut self.calls, call)?.info(now, &mut self.core, id, info)?;
        self.settle(now);
        Ok(id)
    }

    /// Sends digits by INFO, each after the answer to the one before. `Event::MessageSent` tells when the last one was
    /// taken, or that one was not: then the rest is not sent.
    ///
    /// # Errors
    /// `NotStarted`, `CallNotFound`, `InvalidState` (the call is not answered), `InvalidArgument` (something else than
    /// `0`-`9`, `*`, `#`, `A`-`D`, or nothing), `LimitReached`.
    pub fn send_digits(&mut self, now: Instant, call: CallId, digits: &str) -> Result<MessageId, CommandError> {
        self.check_started()?;
        let digit = |c: char| matches!(c, '0'..='9' | '*' | '#' | 'A'..='D' | 'a'..='d');
        if digits.is_empty() || !digits.chars().all(digit) {
            return Err(CommandError::InvalidArgument);
        }
        let id = MessageId(self.next_number());
        find(&mut self.calls, call)?.send_digits(now, &mut self.core, id, digits)?;
        self.settle(now);
        Ok(id)
    }

    /// Asks what `target`, or the server, is able to (RFC 3261 §11); also a way to see that it answers at all.
    /// `Event::Options` tells of the outcome.
    ///
    /// # Errors
    /// `NotStarted`, `InvalidTarget`, `LimitReached`.
    pub fn options(&mut self, now: Instant, target: Option<&str>) -> Result<MessageId, CommandError> {
        self.check_started()?;
        let uri = match target {
            Some(target) => target_uri(&self.core.local, target).ok_or(CommandError::InvalidTarget)?,
            None => Uri::Sip(SipUri::new("", &self.core.local.domain)),
        };
        if self.telling.outbox.is_full() {
            return Err(CommandError::LimitReached);
        }
        let id = MessageId(self.next_number());
        let request = messaging::outside(&mut self.core, Method::Options, &uri);
        self.telling.outbox.send(now, &mut self.core, id, request);
        self.settle(now);
        Ok(id)
    }
}

fn find_subscription(all: &mut [Subscription], id: SubscriptionId) -> Result<&mut Subscription, CommandError> {
    all.iter_mut()
        .find(|s| s.id() == id && s.is_live())
        .ok_or(CommandError::SubscriptionNotFound)
}
