-- Every number of a tenant that can be dialled, whatever answers it: no two things have the same.
CREATE TABLE dial_numbers (
  tenant_id  TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
  number     TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('extension', 'ring-group', 'queue', 'ivr')),
  PRIMARY KEY (tenant_id, number)
) STRICT, WITHOUT ROWID;

INSERT INTO dial_numbers (tenant_id, number, kind) SELECT tenant_id, number, 'extension' FROM extensions;

ALTER TABLE extensions ADD COLUMN email TEXT;
ALTER TABLE extensions ADD COLUMN crm_user_id TEXT;
-- An object of texts, as JSON.
ALTER TABLE extensions ADD COLUMN crm_metadata TEXT;
ALTER TABLE extensions ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE extensions ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
-- Whether its password is the one that the server made and wrote into seed.json.
ALTER TABLE extensions ADD COLUMN seeded INTEGER NOT NULL DEFAULT 0 CHECK (seeded IN (0, 1));
UPDATE extensions SET seeded = 1,
                      created_at = CAST(unixepoch('subsec') * 1000 AS INTEGER),
                      updated_at = CAST(unixepoch('subsec') * 1000 AS INTEGER);
CREATE UNIQUE INDEX extensions_crm_user ON extensions(tenant_id, crm_user_id);

CREATE TABLE call_forwards (
  extension_id  TEXT PRIMARY KEY REFERENCES extensions(id) ON DELETE CASCADE,
  enabled       INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  number        TEXT,
  kind          TEXT NOT NULL CHECK (kind IN ('always', 'busy', 'no-answer', 'unavailable')),
  CHECK (enabled = 0 OR number IS NOT NULL)
) STRICT;

CREATE TABLE blocked_numbers (
  id          TEXT PRIMARY KEY,
  tenant_id   TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
  -- Without a plus in front: with and without it, a number is the same.
  number      TEXT NOT NULL,
  -- As it was given.
  shown       TEXT NOT NULL,
  reason      TEXT,
  direction   TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound', 'both')),
  created_at  INTEGER NOT NULL,
  UNIQUE (tenant_id, number)
) STRICT;
CREATE INDEX blocked_numbers_newest ON blocked_numbers(tenant_id, created_at DESC, id DESC);

CREATE TABLE schedules (
  id                  TEXT PRIMARY KEY,
  tenant_id           TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
  name                TEXT NOT NULL,
  timezone            TEXT NOT NULL,
  -- Lists as the API has them, as JSON: they are read and written whole.
  days                TEXT NOT NULL,
  holidays            TEXT NOT NULL,
  after_hours_action  TEXT NOT NULL,
  after_hours_target  TEXT,
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  UNIQUE (tenant_id, name)
) STRICT;

CREATE TABLE trunks (
  id            TEXT PRIMARY KEY,
  tenant_id     TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
  name          TEXT NOT NULL,
  provider      TEXT NOT NULL,
  gateway       TEXT NOT NULL,
  auth_type     TEXT NOT NULL CHECK (auth_type IN ('ip', 'credentials')),
  username      TEXT,
  password      TEXT,
  transport     TEXT NOT NULL CHECK (transport IN ('udp', 'tcp', 'tls')),
  priority      INTEGER NOT NULL,
  max_channels  INTEGER NOT NULL,
  enabled       INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  UNIQUE (tenant_id, name),
  CHECK (auth_type = 'ip' OR (username IS NOT NULL AND password IS NOT NULL))
) STRICT;
CREATE INDEX trunks_by_priority ON trunks(tenant_id, priority, name);
