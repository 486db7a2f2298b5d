//! The REGISTER requests (RFC 3261 §10.2).

use super::{Ask, Registration};
use crate::sip::message::{CSeq, Method, NameAddr, Request, SipUri, Uri, names};
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::local::METHODS;
use crate::text::decimal;

impl Registration {
    /// The next REGISTER.
    pub(super) fn request(&mut self, core: &Core, ask: Ask) -> Request {
        let aor = core.local.aor();
        let cseq = CSeq {
            number: self.next_seq(),
            method: Method::Register,
        };
        let request = Request::new(Method::Register, Uri::Sip(SipUri::new("", &core.local.domain)))
            .with(names::FROM, aor.clone().with_tag(&self.tag).to_text())
            .with(names::TO, aor.to_text())
            .with(names::CALL_ID, &self.call_id)
            .with(names::CSEQ, cseq.to_text());
        let expires = match ask {
            // Without a Contact nothing is changed, and what there is comes back (§10.2.3).
            Ask::List => return request,
            Ask::Remove | Ask::RemoveAll => String::from("0"),
            Ask::Bind => decimal(self.expires_sec.into()),
        };
        let contact = match ask {
            Ask::RemoveAll => String::from("*"),
            _ => self.contact(core, &expires).to_text(),
        };
        request.with(names::CONTACT, contact).with(names::EXPIRES, expires)
    }

    fn contact(&self, core: &Core, expires: &str) -> NameAddr {
        let mut contact = core.local.binding();
        let params = &mut contact.params;
        if let Some(instance) = &core.local.instance_id {
            let mut quoted = String::from("<");
            quoted.push_str(instance);
            quoted.push('>');
            params.set_quoted("+sip.instance", &quoted);
            if !self.no_outbound {
                params.set("reg-id", "1");
            }
        }
        params.set("expires", expires);
        // What this phone can do (RFC 3840 §9, RFC 5768): proxies may choose by it among several phones.
        params.set_flag("audio");
        params.set_flag("+sip.ice");
        params.set_quoted("methods", &METHODS.replace(' ', ""));
        if let Some(q) = core.local.contact_q {
            params.set("q", &q_value(q));
        }
        contact
    }
}

/// Thousandths as a qvalue (RFC 3261 §25.1).
fn q_value(thousandths: u16) -> String {
    if thousandths >= 1000 {
        return String::from("1");
    }
    let digits = decimal((1000 + thousandths).into());
    let mut out = String::from("0.");
    out.push_str(digits.get(1..).unwrap_or_default());
    out
}
