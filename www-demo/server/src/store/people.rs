//! Tenants, administrators and extensions.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use voip_sdk::model::auth::{Role, User};

use super::numbers::{Kind, take_number};
use super::{Result, Store, new_id, now_ms};
use crate::pbx::ports::SipExtension;

/// A tenant: a company of its own, with its own SIP domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id, `acme`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its SIP domain and digest realm.
    pub domain: String,
    /// The number that outside callees see.
    pub did: String,
}

/// An extension's password as digest authentication needs it: H(number:realm:password) (RFC 7616 §3.4.2).
#[derive(Clone, PartialEq, Eq)]
pub struct Ha1 {
    /// With MD5.
    pub md5: String,
    /// With SHA-256.
    pub sha256: String,
    /// With SHA-512/256.
    pub sha512_256: String,
}

/// An administrator to add.
pub struct NewAdmin<'a> {
    /// Its tenant.
    pub tenant_id: &'a str,
    /// What it logs in with.
    pub email: &'a str,
    /// The name that is shown.
    pub name: &'a str,
    /// argon2's PHC string.
    pub password_hash: &'a str,
}

/// An extension to add.
pub struct NewExtension<'a> {
    /// Its tenant.
    pub tenant_id: &'a str,
    /// Its number.
    pub number: &'a str,
    /// Its user's name.
    pub name: &'a str,
    /// Its password.
    pub ha1: &'a Ha1,
}

/// An administrator with the hash of the password.
pub struct Admin {
    /// Its id.
    pub id: String,
    /// argon2's PHC string.
    pub password_hash: String,
}

/// Who a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserId {
    /// The tenant.
    pub tenant_id: String,
    /// Which of the two kinds.
    pub role: Role,
    /// Id of the administrator or of the extension.
    pub id: String,
}

const TENANT: &str = "SELECT id, name, domain, did FROM tenants";

fn tenant(row: &Row<'_>) -> rusqlite::Result<Tenant> {
    Ok(Tenant {
        id: row.get(0)?,
        name: row.get(1)?,
        domain: row.get(2)?,
        did: row.get(3)?,
    })
}

impl Store {
    /// Every tenant.
    ///
    /// # Errors
    /// As every query.
    pub fn tenants(&self) -> Result<Vec<Tenant>> {
        let connection = self.lock();
        let mut query = connection.prepare(&format!("{TENANT} ORDER BY id"))?;
        let rows = query.query_map([], tenant)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// The tenant with that id or, if there is none, with that SIP domain.
    ///
    /// # Errors
    /// As every query.
    pub fn tenant_of_id_or_domain(&self, text: &str) -> Result<Option<Tenant>> {
        match self.tenant_of_id(text)? {
            Some(tenant) => Ok(Some(tenant)),
            None => self.tenant_of_domain(text),
        }
    }

    /// The tenant with that id.
    ///
    /// # Errors
    /// As every query.
    pub fn tenant_of_id(&self, id: &str) -> Result<Option<Tenant>> {
        let query = format!("{TENANT} WHERE id = ?1");
        Ok(self.lock().query_row(&query, [id], tenant).optional()?)
    }

    /// The tenant with that SIP domain; upper and lower case are the same.
    ///
    /// # Errors
    /// As every query.
    pub fn tenant_of_domain(&self, domain: &str) -> Result<Option<Tenant>> {
        let query = format!("{TENANT} WHERE domain = ?1");
        Ok(self.lock().query_row(&query, [domain], tenant).optional()?)
    }

    /// Adds a tenant, or changes the one with that id.
    ///
    /// # Errors
    /// As every query.
    pub fn put_tenant(&self, tenant: &Tenant) -> Result<()> {
        self.lock().execute(
            "INSERT INTO tenants (id, name, domain, did) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET name = ?2, domain = ?3, did = ?4",
            params![tenant.id, tenant.name, tenant.domain, tenant.did],
        )?;
        Ok(())
    }

    /// Adds an administrator, or changes the name and password of the one with that e-mail address.
    ///
    /// # Errors
    /// As every query.
    pub fn put_admin(&self, admin: &NewAdmin<'_>) -> Result<()> {
        self.lock().execute(
            "INSERT INTO admins (id, tenant_id, email, name, password_hash) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (email) DO UPDATE SET name = ?4, password_hash = ?5",
            params![new_id(), admin.tenant_id, admin.email, admin.name, admin.password_hash],
        )?;
        Ok(())
    }

    /// Gives an extension the password that `seed.json` will hold; adds the extension if it is not there.
    ///
    /// # Errors
    /// As every query; [`StoreError::Taken`](super::StoreError::Taken) when the number is something else's.
    pub fn seed_extension(&self, extension: &NewExtension<'_>) -> Result<()> {
        let ha1 = extension.ha1;
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let (tenant_id, number) = (extension.tenant_id, extension.number);
        let query = "SELECT EXISTS (SELECT 1 FROM extensions WHERE tenant_id = ?1 AND number = ?2)";
        if !transaction.query_row(query, [tenant_id, number], |row| row.get::<_, bool>(0))? {
            add_extension(&transaction, &new_id(), extension)?;
        }
        transaction.execute(
            "UPDATE extensions SET ha1_md5 = ?3, ha1_sha256 = ?4, ha1_sha512_256 = ?5, seeded = 1
             WHERE tenant_id = ?1 AND number = ?2",
            params![tenant_id, number, ha1.md5, ha1.sha256, ha1.sha512_256],
        )?;
        Ok(transaction.commit()?)
    }

    /// The numbers and names of the extensions whose passwords are those of `seed.json`, by number.
    ///
    /// # Errors
    /// As every query.
    pub fn seeded_extensions(&self, tenant_id: &str) -> Result<Vec<(String, String)>> {
        self.names(
            "SELECT number, name FROM extensions WHERE tenant_id = ?1 AND seeded = 1 ORDER BY number",
            tenant_id,
        )
    }

    /// The administrator with that e-mail address.
    ///
    /// # Errors
    /// As every query.
    pub fn admin_of_email(&self, email: &str) -> Result<Option<(UserId, Admin)>> {
        let row = self.lock().query_row(
            "SELECT id, tenant_id, password_hash FROM admins WHERE email = ?1",
            [email],
            |row| {
                let admin = Admin {
                    id: row.get(0)?,
                    password_hash: row.get(2)?,
                };
                let user = UserId {
                    tenant_id: row.get(1)?,
                    role: Role::Admin,
                    id: admin.id.clone(),
                };
                Ok((user, admin))
            },
        );
        Ok(row.optional()?)
    }

    /// The password of an extension, with who it is.
    ///
    /// # Errors
    /// As every query.
    pub fn ha1(&self, tenant_id: &str, number: &str) -> Result<Option<(UserId, Ha1)>> {
        let row = self.lock().query_row(
            "SELECT id, ha1_md5, ha1_sha256, ha1_sha512_256 FROM extensions WHERE tenant_id = ?1 AND number = ?2",
            [tenant_id, number],
            |row| {
                let user = UserId {
                    tenant_id: tenant_id.to_owned(),
                    role: Role::Extension,
                    id: row.get(0)?,
                };
                let ha1 = Ha1 {
                    md5: row.get(1)?,
                    sha256: row.get(2)?,
                    sha512_256: row.get(3)?,
                };
                Ok((user, ha1))
            },
        );
        Ok(row.optional()?)
    }

    /// The numbers and names of a tenant's extensions, by number.
    ///
    /// # Errors
    /// As every query.
    pub fn extension_names(&self, tenant_id: &str) -> Result<Vec<(String, String)>> {
        self.names(
            "SELECT number, name FROM extensions WHERE tenant_id = ?1 ORDER BY number",
            tenant_id,
        )
    }

    fn names(&self, query: &str, tenant_id: &str) -> Result<Vec<(String, String)>> {
        let connection = self.lock();
        let mut query = connection.prepare(query)?;
        let rows = query
            .query_map([tenant_id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// A user as the API shows it; `None` when it was deleted.
    ///
    /// # Errors
    /// As every query.
    pub fn user(&self, who: &UserId) -> Result<Option<User>> {
        let query = match who.role {
            Role::Admin => {
                "SELECT u.name, t.name, t.domain, NULL, u.email FROM admins u JOIN tenants t ON t.id = u.tenant_id
                 WHERE u.id = ?1 AND t.id = ?2"
            }
            Role::Extension => {
                "SELECT u.name, t.name, t.domain, u.number, NULL FROM extensions u JOIN tenants t ON t.id = u.tenant_id
                 WHERE u.id = ?1 AND t.id = ?2"
            }
        };
        let row = self.lock().query_row(query, [&who.id, &who.tenant_id], |row| {
            Ok(User {
                id: who.id.clone(),
                name: row.get(0)?,
                role: who.role,
                tenant_id: who.tenant_id.clone(),
                tenant_name: row.get(1)?,
                sip_domain: row.get(2)?,
                extension: row.get(3)?,
                email: row.get(4)?,
            })
        });
        Ok(row.optional()?)
    }

    pub(super) fn sip_extension(&self, tenant_id: &str, number: &str) -> Result<Option<SipExtension>> {
        let row = self.lock().query_row(
            "SELECT number, name, ha1_md5, ha1_sha256, ha1_sha512_256 FROM extensions WHERE tenant_id = ?1 AND number = ?2",
            [tenant_id, number],
            |row| {
                Ok(SipExtension {
                    number: row.get(0)?,
                    name: row.get(1)?,
                    ha1_md5: row.get(2)?,
                    ha1_sha256: row.get(3)?,
                    ha1_sha512_256: row.get(4)?,
                })
            },
        );
        Ok(row.optional()?)
    }
}

/// Adds an extension whose number is nobody's yet.
pub(super) fn add_extension(transaction: &Transaction<'_>, id: &str, extension: &NewExtension<'_>) -> Result<()> {
    take_number(transaction, extension.tenant_id, extension.number, Kind::Extension)?;
    let ha1 = extension.ha1;
    transaction.execute(
        "INSERT INTO extensions (id, tenant_id, number, name, ha1_md5, ha1_sha256, ha1_sha512_256, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        params![
            id,
            extension.tenant_id,
            extension.number,
            extension.name,
            ha1.md5,
            ha1.sha256,
            ha1.sha512_256,
            now_ms()
        ],
    )?;
    Ok(())
}
