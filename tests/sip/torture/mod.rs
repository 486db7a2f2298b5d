//! The messages of RFC 4475 and RFC 5118: 37 are read with the values that they have, 9 are refused, of 15 the RFCs
//! leave open which, and we say here what we do.

mod answers;
mod values;

use Outcome::{Accepted, EitherAccepted, EitherRefused, Refused};
use voip_sdk::sip::message::{Message, parse};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// What the RFC asks of a parser, and what ours does where it may choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Accepted,
    /// With the answer to send: 0 is none (a response, or a request that cannot be answered).
    Refused(u16),
    EitherAccepted,
    EitherRefused(u16),
}

macro_rules! corpus {
    ($($name:literal $outcome:expr;)*) => {
        const CORPUS: &[(&str, Outcome, &[u8])] =
            &[$(($name, $outcome, include_bytes!(concat!($name, ".dat")))),*];
    };
}

corpus! {
    // RFC 4475 §3.1.1
    "wsinv" Accepted;
    "intmeth" Accepted;
    "esc01" Accepted;
    "escnull" Accepted;
    "esc02" Accepted;
    "lwsdisp" Accepted;
    "longreq" Accepted;
    "dblreq" Accepted;
    "semiuri" Accepted;
    "transports" Accepted;
    "mpart01" Accepted;
    "unreason" Accepted;
    "noreason" Accepted;
    // §3.1.2
    "badinv01" Refused(400);
    "clerr" Refused(400);
    "ncl" Refused(400);
    "scalar02" Refused(400);
    "scalarlg" Refused(0);
    "quotbal" EitherRefused(400);
    "ltgtruri" EitherRefused(400);
    "lwsruri" EitherRefused(400);
    "lwsstart" EitherRefused(400);
    "trws" EitherRefused(0);
    "escruri" EitherAccepted;
    "baddate" EitherAccepted;
    "regbadct" EitherAccepted;
    "badaspec" EitherRefused(400);
    "baddn" EitherRefused(400);
    "badvers" Refused(505);
    "mismatch01" Refused(400);
    "mismatch02" EitherRefused(400);
    "bigcode" Refused(0);
    // §3.2
    "badbranch" Accepted;
    // §3.3
    "insuf" EitherRefused(0);
    "unkscm" Accepted;
    "novelsc" Accepted;
    "unksm2" Accepted;
    "bext01" Accepted;
    "invut" Accepted;
    "regaut01" Accepted;
    "multi01" EitherRefused(400);
    "mcl01" EitherRefused(400);
    "bcast" Accepted;
    "zeromf" Accepted;
    "cparam01" Accepted;
    "cparam02" Accepted;
    "regescrt" Accepted;
    "sdp01" Accepted;
    // §3.4
    "inv2543" EitherAccepted;
    // RFC 5118 §4
    "ipv6-good" Accepted;
    "ipv6-bad" Refused(400);
    "port-ambiguous" Accepted;
    "port-unambiguous" Accepted;
    "via-received-param-with-delim" Accepted;
    "via-received-param-no-delim" Accepted;
    "ipv6-in-sdp" Accepted;
    "mult-ip-in-header" Accepted;
    "mult-ip-in-sdp" Accepted;
    "ipv4-mapped-ipv6" Accepted;
    "ipv6-bug-abnf-3-colons" Accepted;
    "ipv6-correct-abnf-2-colons" Accepted;
}

fn octets(name: &str) -> &'static [u8] {
    CORPUS
        .iter()
        .find(|(n, ..)| *n == name)
        .unwrap_or_else(|| panic!("{name} is in the corpus"))
        .2
}

#[test]
fn torture_messages_come_out_as_their_rfcs_say() {
    let count = |f: fn(Outcome) -> bool| CORPUS.iter().filter(|(_, o, _)| f(*o)).count();
    assert_eq!(count(|o| o == Accepted), 37);
    assert_eq!(count(|o| matches!(o, Refused(_))), 9);
    assert_eq!(count(|o| matches!(o, EitherAccepted | EitherRefused(_))), 15);
    for (name, outcome, octets) in CORPUS {
        match (outcome, parse(octets)) {
            (Accepted | EitherAccepted, Ok(_)) => {}
            (Refused(status) | EitherRefused(status), Err(malformed)) => {
                let reply = malformed.reply.map_or(0, |r| r.status);
                assert_eq!(reply, *status, "{name}: {:?}", malformed.fault);
            }
            (_, was) => panic!("{name} has to be {outcome:?}: {was:?}"),
        }
    }
}

#[test]
fn accepted_torture_messages_survive_printing() {
    for (name, ..) in CORPUS.iter().filter(|(_, o, _)| matches!(o, Accepted | EitherAccepted)) {
        let (once, again) = match parse(octets(name)) {
            Ok(Message::Request(r)) => (r.to_bytes(), parse(&r.to_bytes())),
            Ok(Message::Response(r)) => (r.to_bytes(), parse(&r.to_bytes())),
            Err(e) => panic!("{name}: {e:?}"),
        };
        let twice = match again {
            Ok(Message::Request(r)) => r.to_bytes(),
            Ok(Message::Response(r)) => r.to_bytes(),
            Err(e) => panic!("{name} printed: {e:?}"),
        };
        assert_eq!(once, twice, "{name}");
    }
}

#[test]
fn torture_messages_cut_anywhere_never_panic() {
    for (_, _, octets) in CORPUS {
        for end in 0..octets.len() {
            let _ = parse(&octets[..end]);
        }
    }
}
