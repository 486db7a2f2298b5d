-- Call records for millions of calls: a list, its total and the figures must not look at each of them.

-- Who called whom, each pair of ends once. A search looks through these instead of through all records.
-- '' stands for "none", because UNIQUE takes each NULL for another one.
CREATE TABLE call_parties (
  id                     INTEGER PRIMARY KEY,
  tenant_id              TEXT NOT NULL REFERENCES tenants(id),
  direction              TEXT NOT NULL,
  caller                 TEXT NOT NULL,
  caller_name            TEXT NOT NULL,
  caller_extension       TEXT NOT NULL,
  destination            TEXT NOT NULL,
  destination_name       TEXT NOT NULL,
  destination_extension  TEXT NOT NULL,
  calls                  INTEGER NOT NULL DEFAULT 0,
  UNIQUE (tenant_id, direction, caller, caller_name, caller_extension, destination, destination_name,
          destination_extension)
) STRICT;

INSERT INTO call_parties (tenant_id, direction, caller, caller_name, caller_extension, destination, destination_name,
                          destination_extension)
  SELECT DISTINCT tenant_id, direction, caller, ifnull(caller_name, ''), ifnull(caller_extension, ''), destination,
                  ifnull(destination_name, ''), ifnull(destination_extension, '')
  FROM calls;

DROP INDEX calls_newest;
ALTER TABLE calls RENAME TO calls_before;

CREATE TABLE calls (
  id              TEXT PRIMARY KEY,
  tenant_id       TEXT NOT NULL REFERENCES tenants(id),
  parties         INTEGER NOT NULL REFERENCES call_parties(id),
  call_uuid       TEXT NOT NULL,
  status          TEXT NOT NULL,
  started_at      INTEGER NOT NULL,
  answered_at     INTEGER,
  ended_at        INTEGER NOT NULL,
  duration        INTEGER NOT NULL,
  billsec         INTEGER NOT NULL,
  hangup_cause    TEXT NOT NULL,
  recording_file  TEXT,
  metadata        TEXT
) STRICT;

-- Calls by day (UTC, days since 1970), of all extensions ('') and of each.
CREATE TABLE call_counts (
  tenant_id  TEXT NOT NULL,
  extension  TEXT NOT NULL,
  day        INTEGER NOT NULL,
  direction  TEXT NOT NULL,
  status     TEXT NOT NULL,
  calls      INTEGER NOT NULL,
  answered   INTEGER NOT NULL,
  duration   INTEGER NOT NULL,
  billsec    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, extension, day, direction, status)
) STRICT, WITHOUT ROWID;

INSERT INTO calls
  SELECT b.id, b.tenant_id, p.id, b.call_uuid, b.status, b.started_at, b.answered_at, b.ended_at, b.duration,
         b.billsec, b.hangup_cause, b.recording_file, b.metadata
  FROM calls_before AS b JOIN call_parties AS p
    ON p.tenant_id = b.tenant_id AND p.direction = b.direction AND p.caller = b.caller
      AND p.caller_name = ifnull(b.caller_name, '') AND p.caller_extension = ifnull(b.caller_extension, '')
      AND p.destination = b.destination AND p.destination_name = ifnull(b.destination_name, '')
      AND p.destination_extension = ifnull(b.destination_extension, '');
DROP TABLE calls_before;

-- Before the counting below, which would look at every call for every pair.
-- Newest first; with what a search and its total look at, so that they stay within the index.
CREATE INDEX calls_newest ON calls(tenant_id, started_at DESC, id DESC, parties, status);
CREATE INDEX calls_of_parties ON calls(parties, started_at DESC, id DESC, status);

UPDATE call_parties SET calls = (SELECT COUNT(*) FROM calls WHERE parties = call_parties.id);
INSERT INTO call_counts
  SELECT c.tenant_id, e.extension, c.started_at / 86400000, p.direction, c.status, COUNT(*), COUNT(c.answered_at),
         SUM(c.duration), SUM(c.billsec)
  FROM calls c JOIN call_parties p ON p.id = c.parties
    -- Who calls the own number is one extension, not two.
    JOIN (SELECT id, '' AS extension FROM call_parties UNION SELECT id, caller_extension FROM call_parties
          UNION SELECT id, destination_extension FROM call_parties) e ON e.id = p.id
  GROUP BY 1, 2, 3, 4, 5;

CREATE TABLE webhooks (
  id          TEXT PRIMARY KEY,
  tenant_id   TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
  name        TEXT NOT NULL,
  url         TEXT NOT NULL,
  -- A list of names, as JSON.
  events      TEXT NOT NULL,
  secret      TEXT NOT NULL,
  enabled     INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_by_age ON webhooks(tenant_id, created_at, id);

CREATE TABLE webhook_deliveries (
  id               TEXT PRIMARY KEY,
  webhook_id       TEXT NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
  event            TEXT NOT NULL,
  -- The bytes of the first attempt; a later one has another timestamp.
  body             TEXT NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts         INTEGER NOT NULL DEFAULT 0,
  status_code      INTEGER,
  duration_ms      INTEGER,
  error            TEXT,
  created_at       INTEGER NOT NULL,
  delivered_at     INTEGER,
  -- Null: nobody waits for it, or testWebhook attends to it.
  next_attempt_at  INTEGER
) STRICT;
CREATE INDEX webhook_deliveries_newest ON webhook_deliveries(webhook_id, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries(webhook_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_deliveries_next ON webhook_deliveries(next_attempt_at) WHERE next_attempt_at IS NOT NULL;
