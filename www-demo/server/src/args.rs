//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use voip_sdk::redact::Redacted;

/// What `--help` prints.
pub const USAGE: &str = "\
voip-demo-server: the development server of @cemscale/voip-sdk

  --port N            port on 127.0.0.1 (default 3000; 0 takes a free one)
  --data DIR          where the database and the passwords live (default www-demo/.data)
  --web DIR           directory with the page to serve (default www-demo/dist if it is there)
  --no-web            serve no page
  --stun-url URL      a STUN server for the phones, stun:host:port (can be repeated)
  --turn-url URL      a TURN server for the phones, turn:host:port?transport=udp (can be repeated)
  --turn-secret S     the secret shared with the TURN server (coturn: use-auth-secret)
  --token-seconds N   how long an access token is good (default 900)
  --media-timeout N   end a call whose phone sends nothing at all for N seconds (default 30)
  --print WHAT        print the contract and stop: openapi (the document), operations (the README's table)
  --allow-private-webhooks
                      let webhooks be posted to private addresses, those of this machine among them
  --no-call-uuid      put no X-Call-UUID into SIP messages, as servers do that know no such header
  --seed-cdrs N       make up call records of the last year until acme has N and globex a tenth of that
  --help              this text

Log level: RUST_LOG (default info). Exit codes: 0 stopped, 1 failed, 2 wrong arguments, 3 port taken.";

/// What the server runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Directory of the database, the key and the passwords.
    pub data: PathBuf,
    /// Directory of the page, if one is served.
    pub web: Option<PathBuf>,
    /// STUN servers that the phones are told.
    pub stun_urls: Vec<String>,
    /// TURN servers that the phones are told.
    pub turn_urls: Vec<String>,
    /// The secret shared with the TURN servers.
    pub turn_secret: Option<Redacted<String>>,
    /// How long an access token is good.
    pub token_lifetime: Duration,
    /// How long a phone may send nothing before its call is ended.
    pub media_timeout: Duration,
    /// How long a link to a recording is good.
    pub link_lifetime: Duration,
    /// Call records to make up, if there are fewer.
    pub seed_cdrs: u32,
    /// Whether SIP messages carry the id of the call.
    pub call_uuid_header: bool,
    /// Whether webhooks may be posted to private addresses.
    pub allow_private_webhooks: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 3000,
            data: PathBuf::from("www-demo/.data"),
            web: None,
            stun_urls: Vec::new(),
            turn_urls: Vec::new(),
            turn_secret: None,
            token_lifetime: Duration::from_secs(900),
            media_timeout: Duration::from_secs(30),
            link_lifetime: Duration::from_secs(300),
            seed_cdrs: 0,
            call_uuid_header: true,
            allow_private_webhooks: false,
        }
    }
}

/// What the command line asks for.
#[derive(Debug)]
pub enum Command {
    /// Run the server.
    Run(Config),
    /// Print [`USAGE`].
    Help,
    /// Print what this makes.
    Print(fn() -> String),
}

/// Reads the arguments after the program's name.
///
/// # Errors
/// A sentence that names the argument that is wrong.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut config = Config::default();
    let mut no_web = false;
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            _ => (argument, None),
        };
        let mut value = || {
            inline
                .clone()
                .or_else(|| rest.next())
                .ok_or(format!("{name} wants a value"))
        };
        match name.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--print" => {
                return match value()?.as_str() {
                    "openapi" => Ok(Command::Print(crate::contract::openapi)),
                    "operations" => Ok(Command::Print(crate::contract::operations)),
                    _ => Err("--print wants openapi or operations".into()),
                };
            }
            "--no-web" => no_web = true,
            "--no-call-uuid" => config.call_uuid_header = false,
            "--allow-private-webhooks" => config.allow_private_webhooks = true,
            "--port" => {
                config.port = number(&name, &value()?)?;
            }
            "--data" => config.data = PathBuf::from(value()?),
            "--web" => config.web = Some(PathBuf::from(value()?)),
            "--stun-url" => config.stun_urls.push(address(&name, value()?, &["stun:", "stuns:"])?),
            "--turn-url" => config.turn_urls.push(address(&name, value()?, &["turn:", "turns:"])?),
            "--turn-secret" => config.turn_secret = Some(Redacted::new(value()?)),
            "--seed-cdrs" => config.seed_cdrs = number(&name, &value()?)?,
            "--token-seconds" => config.token_lifetime = seconds(&name, &value()?)?,
            "--media-timeout" => config.media_timeout = seconds(&name, &value()?)?,
            _ => return Err(format!("there is no argument {name}")),
        }
    }
    if config.turn_urls.is_empty() != config.turn_secret.is_none() {
        return Err("--turn-url and --turn-secret belong together: give both or none".into());
    }
    check_web(&mut config, no_web)?;
    Ok(Command::Run(config))
}

fn check_web(config: &mut Config, no_web: bool) -> Result<(), String> {
    match &config.web {
        Some(_) if no_web => Err("--web and --no-web exclude each other".into()),
        Some(directory) if !directory.join("index.html").is_file() => Err(format!(
            "there is no page in {}: it has no index.html; build the page first, or start with --no-web",
            directory.display()
        )),
        Some(_) => Ok(()),
        None => {
            let built = PathBuf::from("www-demo/dist");
            config.web = (!no_web && built.join("index.html").is_file()).then_some(built);
            Ok(())
        }
    }
}

fn seconds(name: &str, text: &str) -> Result<Duration, String> {
    match number::<u32>(name, text)? {
        0 => Err(format!("{name} wants at least 1")),
        seconds => Ok(Duration::from_secs(seconds.into())),
    }
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} wants a number, not {text:?}"))
}

fn address(name: &str, text: String, schemes: &[&str]) -> Result<String, String> {
    if schemes
        .iter()
        .any(|scheme| text.starts_with(scheme) && text.len() > scheme.len())
    {
        Ok(text)
    } else {
        Err(format!(
            "{name} wants an address that begins with {}",
            schemes.join(" or ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(arguments: &[&str]) -> Result<Command, String> {
        parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn every_argument_is_read_in_both_spellings() {
        let Ok(Command::Run(config)) = run(&[
            "--port",
            "4000",
            "--data=/d",
            "--no-web",
            "--stun-url",
            "stun:s:1",
            "--turn-url=turn:t:2?transport=udp",
            "--turn-url",
            "turns:t:3",
            "--turn-secret",
            "s",
            "--token-seconds",
            "5",
            "--media-timeout=7",
            "--seed-cdrs=1000",
            "--allow-private-webhooks",
            "--no-call-uuid",
        ]) else {
            panic!("these arguments are right")
        };
        assert_eq!((config.port, config.data), (4000, PathBuf::from("/d")));
        assert_eq!(config.stun_urls, ["stun:s:1"]);
        assert_eq!(config.turn_urls, ["turn:t:2?transport=udp", "turns:t:3"]);
        assert_eq!(config.token_lifetime, Duration::from_secs(5));
        assert_eq!(config.media_timeout, Duration::from_secs(7));
        assert_eq!(config.seed_cdrs, 1000);
        assert!(config.allow_private_webhooks && !config.call_uuid_header);
        assert_eq!(config.web, None);
    }

    #[test]
    fn a_wrong_argument_is_named() {
        for (arguments, part) in [
            (&["--prot", "1"][..], "--prot"),
            (&["--port", "abc"], "--port"),
            (&["--port", "70000"], "--port"),
            (&["--data"], "--data"),
            (&["--media-timeout", "0"], "--media-timeout"),
            (&["--turn-url", "stun:x"], "--turn-url"),
            (&["--turn-secret", "s"], "--turn-url"),
            (&["--web", "/nowhere"], "/nowhere"),
        ] {
            let sentence = run(arguments).expect_err("wrong");
            assert!(sentence.contains(part), "{sentence}");
        }
    }

    #[test]
    fn the_turn_secret_is_not_printed() {
        let Ok(Command::Run(config)) = run(&["--no-web", "--turn-secret", "hunter2", "--turn-url", "turn:t"]) else {
            panic!("these arguments are right")
        };
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
