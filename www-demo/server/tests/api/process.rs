//! The program itself: ports, exit codes, signals, restarts, what it prints.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::bench::{Socket, TempDir};

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_voip-demo-server"));
    command.args(["--port", "0", "--no-web", "--data"]).arg(data);
    command
        .env("RUST_LOG", "debug")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A running program; killed when the test ends early.
struct Program {
    child: Child,
    printed: String,
    address: String,
}

impl Program {
    fn start(data: &Path) -> Self {
        Self::start_on(data, "0")
    }

    fn start_on(data: &Path, port: &str) -> Self {
        let mut child = command(data).args(["--port", port]).spawn().unwrap();
        let mut printed = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let begin = printed.len();
            assert_ne!(
                lines.read_line(&mut printed).unwrap(),
                0,
                "it ended before it listened: {printed}"
            );
            if let Some(address) = printed[begin..].strip_prefix("listening on http://") {
                break address.trim().to_owned();
            }
        };
        Self {
            child,
            printed,
            address,
        }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Exit code and log.
    fn end(mut self) -> (Option<i32>, String) {
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn seed(data: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(data.join("seed.json")).unwrap()).unwrap()
}

fn error_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_taken_port_is_refused_in_one_sentence_and_touches_nothing() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let data = TempDir::new();
    let unborn = data.path().join("unborn");
    let output = command(&unborn).args(["--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = error_of(&output);
    assert!(
        said.contains(&port) && said.contains("--port") && said.lines().count() == 1,
        "{said}"
    );
    assert!(!unborn.exists());
}

#[test]
fn a_wrong_argument_is_exit_code_2_and_a_used_data_directory_exit_code_1() {
    let data = TempDir::new();
    let wrong = command(data.path()).arg("--prot").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(error_of(&wrong).contains("--prot"));

    let _first = Program::start(data.path());
    let second = command(data.path()).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(
        error_of(&second).contains("another server uses this data directory"),
        "{}",
        error_of(&second)
    );
}

#[test]
fn passwords_are_printed_at_each_start_stay_the_same_and_are_in_no_log() {
    let data = TempDir::new();
    let first = Program::start(data.path());
    let (printed, before) = (first.printed.clone(), seed(data.path()));
    first.signal("TERM");
    let (code, log) = first.end();
    assert_eq!(code, Some(0));

    let second = Program::start(data.path());
    let after = seed(data.path());
    assert_eq!(before["tenants"], after["tenants"]);
    assert_eq!(after["url"], format!("http://{}", second.address));
    assert_eq!(after["sipWs"], format!("ws://{}/sip", second.address));
    for tenant in after["tenants"].as_array().unwrap() {
        let extensions = tenant["extensions"].as_array().unwrap();
        assert_eq!(extensions.len(), 10);
        for password in extensions
            .iter()
            .chain([&tenant["admin"]])
            .map(|login| login["password"].as_str().unwrap())
        {
            assert!(printed.contains(password) && second.printed.contains(password));
            assert!(!log.contains(password));
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(data.path().join("seed.json"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "others must not read the passwords");
    }
}

#[test]
fn after_a_crash_it_starts_again_with_the_same_data_on_the_same_port() {
    let data = TempDir::new();
    let first = Program::start(data.path());
    let before = seed(data.path());
    let address = first.address.clone();
    let open = std::net::TcpStream::connect(&address).unwrap();
    first.signal("KILL");
    assert_eq!(first.end().0, None);
    let (_, port) = address.rsplit_once(':').unwrap();
    let second = Program::start_on(data.path(), port);
    drop(open);
    assert_eq!(before["tenants"], seed(data.path())["tenants"]);
    assert_eq!(
        login(
            &second.address,
            before["tenants"][0]["extensions"][0]["password"].as_str().unwrap()
        ),
        200
    );
    assert_eq!(second.address, address);
}

#[test]
fn a_damaged_password_file_is_named_and_not_overwritten() {
    let data = TempDir::new();
    std::fs::write(data.path().join("seed.json"), "{").unwrap();
    let output = command(data.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(error_of(&output).contains("seed.json"), "{}", error_of(&output));
    assert_eq!(std::fs::read_to_string(data.path().join("seed.json")).unwrap(), "{");
}

#[test]
fn lost_passwords_are_made_anew_and_work() {
    let data = TempDir::new();
    let first = Program::start(data.path());
    let before = seed(data.path());
    first.signal("INT");
    assert_eq!(first.end().0, Some(0));
    std::fs::remove_file(data.path().join("seed.json")).unwrap();

    let second = Program::start(data.path());
    let after = seed(data.path());
    let password = |seed: &Value| {
        seed["tenants"][0]["extensions"][0]["password"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_ne!(password(&before), password(&after));
    assert_eq!(login(&second.address, &password(&before)), 401);
    assert_eq!(login(&second.address, &password(&after)), 200);
}

/// The status of a login as 1001 of acme.
fn login(address: &str, password: &str) -> u16 {
    use std::io::Write as _;
    let body = json!({ "username": "1001", "password": password, "tenantId": "acme" }).to_string();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST /api/auth/login HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn ctrl_c_closes_what_is_open_and_ends_well() {
    let data = TempDir::new();
    let program = Program::start(data.path());
    let mut socket = Socket::connect(&program.address).await;
    // An idle HTTP connection must not keep it.
    let _idle = tokio::net::TcpStream::connect(&program.address).await.unwrap();
    program.signal("INT");
    assert_eq!(socket.until_closed().await.1, 1001);
    let (code, log) = program.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(!data.path().join("voip.db-wal").exists(), "the store was not closed");
}
