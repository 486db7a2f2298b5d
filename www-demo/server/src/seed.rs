//! The two tenants of a new data directory, and their passwords.
//!
//! The passwords are in no source: they are made at the first start and kept in `seed.json` beside the database,
//! readable by its owner only. A password that is missing there (the file was deleted) is made anew, unless it was
//! changed by the API since: then nobody but who changed it knows it, and it is neither reset nor listed.

mod samples;
mod services;

use std::collections::HashMap;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::services::add_conference;

use crate::auth::password;
use crate::auth::token::write_private;
use crate::store::{NewAdmin, NewExtension, Store, StoreError, Tenant};

/// Name of the file in the data directory.
pub const FILE: &str = "seed.json";

/// What `seed.json` holds: where the server is and who can log in.
#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Seed {
    /// The server's address.
    pub url: String,
    /// Where its SIP WebSocket is.
    pub sip_ws: String,
    /// Who can log in.
    pub tenants: Vec<SeedTenant>,
}

/// A seeded tenant.
#[derive(Serialize, Deserialize)]
pub struct SeedTenant {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its SIP domain.
    pub domain: String,
    /// The number that outside callees see.
    pub did: String,
    /// Its administrator.
    pub admin: SeedAdmin,
    /// Its extensions.
    pub extensions: Vec<SeedExtension>,
}

/// A seeded administrator.
#[derive(Serialize, Deserialize)]
pub struct SeedAdmin {
    /// What it logs in with.
    pub email: String,
    /// Its password.
    pub password: String,
}

/// A seeded extension.
#[derive(Serialize, Deserialize)]
pub struct SeedExtension {
    /// Its number.
    pub number: String,
    /// Its user's name.
    pub name: String,
    /// The password for login and SIP.
    pub password: String,
}

/// A tenant that is seeded: id, name, DID, administrator's name, names of 1001 and on.
type Plan = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    [&'static str; 10],
);

/// Telephone numbers are of the range that is kept free for examples (555-0100 to 555-0199).
const PLANS: [Plan; 2] = [
    (
        "acme",
        "Acme Supplies",
        "+12125550110",
        "Ruth Okafor",
        [
            "Alice Moreau",
            "Ben Castillo",
            "Chloe Fischer",
            "David Lindqvist",
            "Emma Novak",
            "Farid Haddad",
            "Grace Kim",
            "Hugo Santos",
            "Iris van Dijk",
            "Jonas Weber",
        ],
    ),
    (
        "globex",
        "Globex Logistics",
        "+13105550120",
        "Samuel Adeyemi",
        [
            "Katya Petrova",
            "Liam Byrne",
            "Maya Rosenthal",
            "Nikhil Rao",
            "Olivia Grant",
            "Pablo Reyes",
            "Quinn Harper",
            "Rosa Bianchi",
            "Stefan Kowalski",
            "Tara Osei",
        ],
    ),
];

/// Why seeding failed.
#[derive(Debug)]
pub enum SeedError {
    /// The store said no.
    Store(StoreError),
    /// The file could not be read or written.
    File(io::Error),
    /// The file is not what the server wrote.
    Damaged(serde_json::Error),
    /// A password could not be hashed.
    Hash(String),
}

impl std::fmt::Display for SeedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::File(error) => write!(f, "{FILE} in the data directory cannot be used: {error}"),
            Self::Damaged(error) => write!(
                f,
                "{FILE} in the data directory is damaged ({error}); delete it, and the next start makes new passwords"
            ),
            Self::Hash(error) => write!(f, "a password could not be hashed: {error}"),
        }
    }
}

impl std::error::Error for SeedError {}

impl From<StoreError> for SeedError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for SeedError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// Sees to it that both tenants are there and that `seed.json` holds passwords that are theirs.
///
/// # Errors
/// [`SeedError`].
pub fn seed(store: &Store, data: &Path, url: &str) -> Result<Seed, SeedError> {
    let file = data.join(FILE);
    let known = read(&file)?;
    let mut seed = Seed {
        url: url.to_owned(),
        sip_ws: format!("{}/sip", url.replacen("http", "ws", 1)),
        tenants: Vec::new(),
    };
    for plan in &PLANS {
        seed.tenants.push(seed_tenant(store, plan, &known)?);
    }
    let mut text = serde_json::to_string_pretty(&seed).map_err(io::Error::from)?;
    text.push('\n');
    write_private(&file, text.as_bytes())?;
    Ok(seed)
}

fn seed_tenant(store: &Store, plan: &Plan, known: &HashMap<String, String>) -> Result<SeedTenant, SeedError> {
    let (id, name, did, admin_name, people) = *plan;
    let domain = format!("{id}.test");
    let is_new = store.tenant_of_id(id)?.is_none();
    store.put_tenant(&Tenant {
        id: id.to_owned(),
        name: name.to_owned(),
        domain: domain.clone(),
        did: did.to_owned(),
    })?;
    let email = format!("admin@{domain}");
    let admin_password = known.get(&email).cloned().unwrap_or_else(password::generate);
    let admin = store.admin_of_email(&email)?;
    let kept = admin.as_ref().map(|(_, admin)| admin.password_hash.as_str());
    let is_right = kept.is_some_and(|hash| password::hash_matches(Some(hash), &admin_password));
    if (is_new || kept.is_some()) && !is_right {
        store.put_admin(&NewAdmin {
            tenant_id: id,
            email: &email,
            name: admin_name,
            password_hash: &password::hash(&admin_password).map_err(SeedError::Hash)?,
        })?;
    }
    // Extensions that were deleted do not come back.
    let people: Vec<(String, String)> = if is_new {
        (1001..)
            .zip(people)
            .map(|(number, person)| (number.to_string(), person.to_owned()))
            .collect()
    } else {
        store.seeded_extensions(id)?
    };
    let mut extensions = Vec::new();
    for (number, name) in people {
        let kept = store.ha1(id, &number)?;
        let password = known
            .get(&format!("{number}@{domain}"))
            .cloned()
            .unwrap_or_else(password::generate);
        if !password::ha1_matches(kept.as_ref().map(|(_, ha1)| ha1), &number, &domain, &password) {
            store.seed_extension(&NewExtension {
                tenant_id: id,
                number: &number,
                name: &name,
                ha1: &password::ha1(&number, &domain, &password),
            })?;
        }
        extensions.push(SeedExtension { number, name, password });
    }
    if is_new {
        samples::add(store, id)?;
        services::add(store, id, Timestamp::now().as_millisecond())?;
    }
    Ok(SeedTenant {
        id: id.to_owned(),
        name: name.to_owned(),
        domain,
        did: did.to_owned(),
        admin: SeedAdmin {
            email,
            password: admin_password,
        },
        extensions,
    })
}

/// The passwords of the last start by `number@domain` or e-mail address.
fn read(file: &Path) -> Result<HashMap<String, String>, SeedError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashMap::new()),
        Err(error) => return Err(error.into()),
    };
    let seed: Seed = serde_json::from_str(&text).map_err(SeedError::Damaged)?;
    let mut known = HashMap::new();
    for tenant in seed.tenants {
        for extension in tenant.extensions {
            known.insert(format!("{}@{}", extension.number, tenant.domain), extension.password);
        }
        known.insert(tenant.admin.email, tenant.admin.password);
    }
    Ok(known)
}

impl Seed {
    /// Who can log in, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::new();
        for tenant in &self.tenants {
            let _ = writeln!(
                text,
                "{} (tenant {}, SIP domain {}, number {})",
                tenant.name, tenant.id, tenant.domain, tenant.did
            );
            let _ = writeln!(
                text,
                "  {:<20} {:<18} administrator",
                tenant.admin.email, tenant.admin.password
            );
            for extension in &tenant.extensions {
                let _ = writeln!(
                    text,
                    "  {:<20} {:<18} {}",
                    extension.number, extension.password, extension.name
                );
            }
            text.push('\n');
        }
        text
    }
}
