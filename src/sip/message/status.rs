//! Status codes (RFC 3261 §21 and extensions).

use crate::text::decimal;

/// The code to act on: one that is not known counts as the first of its class, an unknown provisional one as 183
/// (RFC 3261 §8.1.3.2).
#[must_use]
pub fn effective_status(code: u16) -> u16 {
    if !reason_phrase(code).is_empty() {
        return code;
    }
    match code {
        0..200 => 183,
        _ => code / 100 * 100,
    }
}

/// The codes that are known with their phrases, a line each: one text is less to load than a text for each code.
const PHRASES: &str = "\
100 Trying\n\
180 Ringing\n\
181 Call Is Being Forwarded\n\
182 Queued\n\
183 Session Progress\n\
199 Early Dialog Terminated\n\
200 OK\n\
202 Accepted\n\
204 No Notification\n\
300 Multiple Choices\n\
301 Moved Permanently\n\
302 Moved Temporarily\n\
305 Use Proxy\n\
380 Alternative Service\n\
400 Bad Request\n\
401 Unauthorized\n\
402 Payment Required\n\
403 Forbidden\n\
404 Not Found\n\
405 Method Not Allowed\n\
406 Not Acceptable\n\
407 Proxy Authentication Required\n\
408 Request Timeout\n\
410 Gone\n\
412 Conditional Request Failed\n\
413 Request Entity Too Large\n\
414 Request-URI Too Long\n\
415 Unsupported Media Type\n\
416 Unsupported URI Scheme\n\
420 Bad Extension\n\
421 Extension Required\n\
422 Session Interval Too Small\n\
423 Interval Too Brief\n\
430 Flow Failed\n\
433 Anonymity Disallowed\n\
439 First Hop Lacks Outbound Support\n\
469 Bad Info Package\n\
480 Temporarily Unavailable\n\
481 Call/Transaction Does Not Exist\n\
482 Loop Detected\n\
483 Too Many Hops\n\
484 Address Incomplete\n\
485 Ambiguous\n\
486 Busy Here\n\
487 Request Terminated\n\
488 Not Acceptable Here\n\
489 Bad Event\n\
491 Request Pending\n\
493 Undecipherable\n\
494 Security Agreement Required\n\
500 Server Internal Error\n\
501 Not Implemented\n\
502 Bad Gateway\n\
503 Service Unavailable\n\
504 Server Time-out\n\
505 Version Not Supported\n\
513 Message Too Large\n\
580 Precondition Failure\n\
600 Busy Everywhere\n\
603 Decline\n\
604 Does Not Exist Anywhere\n\
606 Not Acceptable\n\
607 Unwanted\n\
608 Rejected\n\
";

/// The phrase that goes with a code; empty for a code that is not known.
#[must_use]
pub fn reason_phrase(code: u16) -> &'static str {
    let mut code = decimal(code.into());
    code.push(' ');
    let mut lines = PHRASES.lines();
    lines.find_map(|line| line.strip_prefix(&*code)).unwrap_or_default()
}
