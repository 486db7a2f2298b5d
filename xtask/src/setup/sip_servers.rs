//! Other people's programs, which the interoperability tests start: Kamailio, rtpengine, baresip, sipp, and two tools.

use std::path::PathBuf;

use super::apt;
use crate::{Result, paths, run};

/// A program of these tests with the variable that names another one, and the Debian packages that it needs.
struct Program {
    variable: &'static str,
    /// Where it may be found: servers lie outside of a user's `PATH`.
    names: &'static [&'static str],
    what: &'static str,
    packages: &'static [&'static str],
}

const PROGRAMS: [Program; 6] = [
    Program {
        variable: "VOIP_KAMAILIO",
        names: &["kamailio", "/usr/sbin/kamailio"],
        what: "the SIP server Kamailio",
        packages: &[
            "kamailio",
            "kamailio-websocket-modules",
            "kamailio-tls-modules",
            "kamailio-extra-modules",
            "kamailio-outbound-modules",
        ],
    },
    Program {
        variable: "VOIP_RTPENGINE",
        names: &["rtpengine"],
        what: "the media proxy rtpengine",
        packages: &["rtpengine-daemon"],
    },
    Program {
        variable: "VOIP_BARESIP",
        names: &["baresip"],
        what: "the telephone baresip",
        packages: &["baresip-core"],
    },
    Program {
        variable: "VOIP_SIPP",
        names: &["sipp"],
        what: "the SIP test tool sipp",
        packages: &["sip-tester"],
    },
    Program {
        variable: "VOIP_IP",
        names: &["ip", "/usr/sbin/ip"],
        what: "ip, for a network of the tests' own",
        packages: &["iproute2"],
    },
    Program {
        variable: "VOIP_OPENSSL",
        names: &["openssl"],
        what: "openssl, for a certificate",
        packages: &["openssl"],
    },
];

/// Finds each or installs it from Debian's packages; returns the variables that name them.
pub fn ensure() -> Result<Vec<(&'static str, PathBuf)>> {
    PROGRAMS
        .iter()
        .map(|program| Ok((program.variable, find(program)?)))
        .collect()
}

fn find(program: &Program) -> Result<PathBuf> {
    if let Some(file) = std::env::var_os(program.variable).map(PathBuf::from) {
        let sentence = format!("{} names {}, which is not there", program.variable, file.display());
        return if file.is_file() { Ok(file) } else { Err(sentence) };
    }
    // Kamailio is useless here without its modules, and they come in packages of their own.
    let debian = paths::find_program(&["dpkg-query"]).is_some();
    let there = paths::find_program(program.names);
    if let Some(file) = there.filter(|_| !debian || program.packages.iter().all(|package| is_installed(package))) {
        return Ok(file);
    }
    apt::install(program.packages, program.what)?;
    paths::find_program(program.names).ok_or_else(|| format!("{} was installed but is not on PATH", program.what))
}

fn is_installed(package: &str) -> bool {
    run::output_of("dpkg-query", &["-W", "-f=${Status}", package]).is_some_and(|text| text.ends_with(" installed"))
}
