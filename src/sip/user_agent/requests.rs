//! From the transaction table to the usages: responses, challenges, failures of our own requests.

use super::agent::UserAgent;
use super::kernel::{Answer, Answered, Owner, Pending};
use super::liveness::{Heard, Probe};
use super::{Event, Warning, WarningCode};
use crate::sip::auth::Verdict;
use crate::sip::call::Call;
use crate::sip::dialog::Dialog;
use crate::sip::message::{CSeq, Method, Response, names};
use crate::sip::queue::take_first;
use crate::sip::registration::After;
use crate::sip::transaction::{ClientId, Failure, Output};
use crate::time::Instant;

impl UserAgent {
    /// Carries out what the table has, until it has nothing more.
    pub(super) fn drain(&mut self, now: Instant) {
        loop {
            if let Some(pending) = take_first(&mut self.core.undelivered) {
                self.deliver(now, &pending, Answer::Failed(Failure::Transport));
                continue;
            }
            let Some(output) = self.core.table.poll_output() else {
                return;
            };
            match output {
                Output::Transmit(bytes) => self.core.transmit(bytes),
                Output::Request { id, request, merged } => self.handle_request(now, id, request, merged),
                Output::Ack(request) => self.handle_ack(now, &request),
                Output::Cancel {
                    cancel,
                    target,
                    answered,
                    request,
                } => {
                    self.handle_cancel(now, cancel, target, answered, &request);
                }
                Output::Response { id, response } => self.handle_response(now, id, response),
                Output::Failed { id, failure } => {
                    if let Some(pending) = self.core.take(id) {
                        self.deliver(now, &pending, Answer::Failed(failure));
                    }
                }
                Output::Accepted { id } => {
                    if let Some(pending) = self.core.take(id) {
                        self.deliver(now, &pending, Answer::Settled);
                    }
                }
            }
        }
    }

    fn handle_response(&mut self, now: Instant, id: ClientId, response: Response) {
        let Some(mut pending) = self.core.take(id) else {
            return;
        };
        // An INVITE's transaction lives on after a 2xx: forks and repetitions come (RFC 6026 §7.2).
        if response.status >= 200 && !self.core.auth.accepted(&pending.request, &response) {
            self.core.event(Event::Warning(Warning {
                code: WarningCode::ServerUnproven,
                message: String::from(
                    "A server did not prove that it knows the password: check where the page is connected to.",
                ),
            }));
        }
        let lives_on = response.is_provisional() || (pending.request.method == Method::Invite && response.is_success());
        if lives_on {
            self.deliver(now, &pending, Answer::Response(&response));
            self.core.put_back(id, pending);
            return;
        }
        if !matches!(response.status, 401 | 407) || pending.owner == Owner::Probe || self.is_given_up(&pending) {
            self.deliver(now, &pending, Answer::Response(&response));
            return;
        }
        match self
            .core
            .auth
            .challenged(&mut pending.attempts, &pending.request, &response)
        {
            Verdict::Retry => self.retry(now, pending, &response),
            Verdict::Rejected | Verdict::Unsupported => self.deliver(now, &pending, Answer::Response(&response)),
            Verdict::CredentialsNeeded { realm } => {
                self.core.parked.push((pending, response));
                self.core.event(Event::CredentialsNeeded { realm });
            }
        }
    }

    fn is_given_up(&self, pending: &Pending) -> bool {
        self.calls
            .iter()
            .any(|call| pending.owner == Owner::Call(call.view().id) && call.gave_up(pending.id))
    }

    /// Sends a challenged request again with the next sequence number (RFC 3261 §22.2), unless it is not wanted any
    /// more: then its challenge is its final response.
    fn retry(&mut self, now: Instant, mut pending: Pending, response: &Response) {
        let number = match pending.owner {
            Owner::Registration => self.registration.next_seq_of(now, pending.id),
            Owner::Call(id) => self.find(id).and_then(|call| call.next_seq(pending.id)),
            Owner::Subscription(id) => self
                .telling
                .subscriptions
                .iter_mut()
                .find(|s| s.id() == id)
                .and_then(|s| s.next_seq(pending.id)),
            // Nobody waits for that PUBLISH any more.
            Owner::Publication(id)
                if !self
                    .telling
                    .publications
                    .iter()
                    .any(|p| p.id() == id && p.is_asking(pending.id)) =>
            {
                None
            }
            Owner::Publication(_) | Owner::Message(_) | Owner::Nobody | Owner::Probe => {
                pending.request.headers.cseq_number().map(|number| number + 1)
            }
        };
        let Some(number) = number else {
            self.deliver(now, &pending, Answer::Response(response));
            return;
        };
        let cseq = CSeq {
            number,
            method: pending.request.method.clone(),
        };
        pending.request.headers.set(names::CSEQ, cseq.to_text());
        self.core.start(now, pending);
    }

    /// The application gave its credentials.
    pub(super) fn retry_parked(&mut self, now: Instant) {
        for (pending, response) in core::mem::take(&mut self.core.parked) {
            self.retry(now, pending, &response);
        }
    }

    /// The transport is gone while requests wait for credentials.
    pub(super) fn fail_parked(&mut self, now: Instant) {
        for (pending, _) in core::mem::take(&mut self.core.parked) {
            self.deliver(now, &pending, Answer::Failed(Failure::Transport));
        }
    }

    fn deliver(&mut self, now: Instant, pending: &Pending, answer: Answer<'_>) {
        let answered = Answered {
            id: pending.id,
            request: &pending.request,
            answer,
        };
        match pending.owner {
            Owner::Registration => {
                if matches!(answered.answer, Answer::Failed(Failure::Transport)) {
                    // `handle_lost` is on its way: the connection, not the registration, has failed.
                    return;
                }
                if matches!(answered.answer, Answer::Response(_)) {
                    self.transport.handle_sign_of_life(Heard::Reply(Probe::Register));
                }
                let after = self.registration.handle_answer(now, &mut self.core, &answered);
                self.after_registration(now, after);
            }
            Owner::Call(call) => match self.calls.iter_mut().find(|c| c.view().id == call) {
                Some(call) => call.handle_answer(now, &mut self.core, &answered),
                None => self.deliver_to_nobody(now, &answered),
            },
            Owner::Subscription(id) => {
                if let Some(subscription) = self.telling.subscriptions.iter_mut().find(|s| s.id() == id) {
                    subscription.handle_answer(now, &mut self.core, &answered);
                }
            }
            Owner::Publication(id) => {
                if let Some(publication) = self.telling.publications.iter_mut().find(|p| p.id() == id) {
                    publication.handle_answer(now, &mut self.core, &answered);
                }
            }
            Owner::Message(id) => self.telling.outbox.handle_answer(&mut self.core, id, &answered),
            Owner::Nobody => self.deliver_to_nobody(now, &answered),
            Owner::Probe => {
                if matches!(answered.answer, Answer::Response(_)) {
                    self.transport.handle_sign_of_life(Heard::Reply(Probe::Options));
                }
            }
        }
    }

    /// A BYE that was not heard is said again later; a 2xx that nobody waits for is acknowledged and ended.
    fn deliver_to_nobody(&mut self, now: Instant, answered: &Answered<'_>) {
        let request = answered.request;
        match answered.answer {
            Answer::Failed(Failure::Transport) if request.method == Method::Bye => {
                self.core.keep_unsent(now, request.clone());
            }
            Answer::Response(response) if request.method == Method::Invite && response.is_success() => {
                if let Some(mut dialog) = Dialog::from_response(request, response) {
                    self.core.send_ack(dialog.ack(request));
                    self.core.send(now, Owner::Nobody, dialog.request(Method::Bye));
                }
            }
            _ => {}
        }
    }

    fn after_registration(&mut self, now: Instant, after: After) {
        match after {
            After::Nothing => {}
            // Dialogs do not depend on the binding.
            After::Unbound => self.become_ready(now),
            After::Bound(flow_timer) => {
                self.transport
                    .set_flow_timer(now, flow_timer, self.core.entropy.as_mut());
                self.become_ready(now);
            }
            After::Refused(status) if (status / 100 == 5 || status == 408) && self.may_leave_server() => {
                self.give_up(now)
            }
            After::Refused(_) => self.become_ready(now),
            After::Suspect => {
                self.core.event(Event::Warning(Warning {
                    code: WarningCode::Unreachable,
                    message: String::from("The server does not answer; connecting anew."),
                }));
                self.give_up(now);
            }
        }
    }

    /// There is another server, and no call over this connection that it might not know.
    fn may_leave_server(&self) -> bool {
        self.transport.has_alternatives() && !(self.core.ready && self.calls.iter().any(Call::is_live))
    }

    fn give_up(&mut self, now: Instant) {
        let change = self
            .transport
            .give_up(now, self.core.entropy.as_mut(), &mut self.core.out);
        self.apply(now, change);
    }
}
