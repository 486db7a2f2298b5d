CREATE TABLE tenants (
  id      TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  domain  TEXT NOT NULL UNIQUE COLLATE NOCASE,
  did     TEXT NOT NULL
) STRICT;

CREATE TABLE admins (
  id             TEXT PRIMARY KEY,
  tenant_id      TEXT NOT NULL REFERENCES tenants(id),
  email          TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name           TEXT NOT NULL,
  password_hash  TEXT NOT NULL
) STRICT;

CREATE TABLE extensions (
  id              TEXT PRIMARY KEY,
  tenant_id       TEXT NOT NULL REFERENCES tenants(id),
  number          TEXT NOT NULL,
  name            TEXT NOT NULL,
  ha1_md5         TEXT NOT NULL,
  ha1_sha256      TEXT NOT NULL,
  ha1_sha512_256  TEXT NOT NULL,
  UNIQUE (tenant_id, number)
) STRICT;

-- One login. Its refresh tokens follow each other; ending it ends every token that came from it.
CREATE TABLE sessions (
  id          TEXT PRIMARY KEY,
  tenant_id   TEXT NOT NULL REFERENCES tenants(id),
  role        TEXT NOT NULL CHECK (role IN ('admin', 'extension')),
  user_id     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER
) STRICT;

CREATE TABLE refresh_tokens (
  hash        TEXT PRIMARY KEY,
  session_id  TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER
) STRICT;
CREATE INDEX refresh_tokens_session ON refresh_tokens(session_id);

CREATE TABLE calls (
  id                     TEXT PRIMARY KEY,
  tenant_id              TEXT NOT NULL REFERENCES tenants(id),
  call_uuid              TEXT NOT NULL,
  direction              TEXT NOT NULL,
  caller                 TEXT NOT NULL,
  caller_name            TEXT,
  caller_extension       TEXT,
  destination            TEXT NOT NULL,
  destination_name       TEXT,
  destination_extension  TEXT,
  status                 TEXT NOT NULL,
  started_at             INTEGER NOT NULL,
  answered_at            INTEGER,
  ended_at               INTEGER NOT NULL,
  duration               INTEGER NOT NULL,
  billsec                INTEGER NOT NULL,
  hangup_cause           TEXT NOT NULL,
  recording_file         TEXT,
  metadata               TEXT
) STRICT;
CREATE INDEX calls_newest ON calls(tenant_id, started_at DESC, id DESC);
