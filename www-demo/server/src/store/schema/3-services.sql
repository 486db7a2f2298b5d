CREATE TABLE ring_groups (
  id                TEXT PRIMARY KEY,
  tenant_id         TEXT NOT NULL REFERENCES tenants(id),
  name              TEXT NOT NULL,
  number            TEXT NOT NULL,
  strategy          TEXT NOT NULL CHECK (strategy IN ('simultaneous', 'sequential', 'random')),
  ring_timeout_sec  INTEGER NOT NULL CHECK (ring_timeout_sec BETWEEN 5 AND 120),
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  UNIQUE (tenant_id, number)
) STRICT;

-- place: the order in which the API was given them.
CREATE TABLE ring_group_members (
  ring_group_id  TEXT NOT NULL REFERENCES ring_groups(id) ON DELETE CASCADE,
  extension_id   TEXT NOT NULL REFERENCES extensions(id) ON DELETE CASCADE,
  place          INTEGER NOT NULL,
  priority       INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 100),
  PRIMARY KEY (ring_group_id, extension_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ring_group_members_extension ON ring_group_members(extension_id);

CREATE TABLE queues (
  id                 TEXT PRIMARY KEY,
  tenant_id          TEXT NOT NULL REFERENCES tenants(id),
  name               TEXT NOT NULL,
  number             TEXT NOT NULL,
  strategy           TEXT NOT NULL
                     CHECK (strategy IN ('round-robin', 'longest-idle', 'ring-all', 'least-calls', 'random')),
  max_wait_sec       INTEGER NOT NULL CHECK (max_wait_sec BETWEEN 10 AND 7200),
  wrap_up_sec        INTEGER NOT NULL CHECK (wrap_up_sec BETWEEN 0 AND 600),
  service_level_sec  INTEGER NOT NULL CHECK (service_level_sec BETWEEN 1 AND 600),
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  UNIQUE (tenant_id, number)
) STRICT;

CREATE TABLE queue_agents (
  queue_id      TEXT NOT NULL REFERENCES queues(id) ON DELETE CASCADE,
  extension_id  TEXT NOT NULL REFERENCES extensions(id) ON DELETE CASCADE,
  place         INTEGER NOT NULL,
  logged_in     INTEGER NOT NULL DEFAULT 0 CHECK (logged_in IN (0, 1)),
  paused        INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  PRIMARY KEY (queue_id, extension_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_agents_extension ON queue_agents(extension_id);

-- One caller in a queue. Not ended and not answered: it waits. Ended, neither answered nor abandoned: nobody took it
-- in time. The figures outlive the agent.
CREATE TABLE queue_calls (
  id           TEXT PRIMARY KEY,
  queue_id     TEXT NOT NULL REFERENCES queues(id) ON DELETE CASCADE,
  agent_id     TEXT REFERENCES extensions(id) ON DELETE SET NULL,
  offered_at   INTEGER NOT NULL,
  answered_at  INTEGER CHECK (answered_at >= offered_at),
  ended_at     INTEGER CHECK (ended_at >= coalesce(answered_at, offered_at)),
  abandoned    INTEGER NOT NULL DEFAULT 0 CHECK (abandoned IN (0, 1)),
  CHECK (abandoned = 0 OR (answered_at IS NULL AND ended_at IS NOT NULL))
) STRICT;
CREATE INDEX queue_calls_day ON queue_calls(queue_id, offered_at);
CREATE INDEX queue_calls_agent ON queue_calls(agent_id);

CREATE TABLE ivr_menus (
  id           TEXT PRIMARY KEY,
  tenant_id    TEXT NOT NULL REFERENCES tenants(id),
  name         TEXT NOT NULL,
  number       TEXT,
  greeting     TEXT NOT NULL,
  timeout_sec  INTEGER NOT NULL CHECK (timeout_sec BETWEEN 1 AND 60),
  max_retries  INTEGER NOT NULL CHECK (max_retries BETWEEN 0 AND 10),
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  UNIQUE (tenant_id, name),
  UNIQUE (tenant_id, number)
) STRICT;

-- Where the call goes is in the column of its kind. A key to an extension goes with the extension; a menu, queue or
-- group that a key points at stays.
CREATE TABLE ivr_options (
  menu_id        TEXT NOT NULL REFERENCES ivr_menus(id) ON DELETE CASCADE,
  digit          TEXT NOT NULL CHECK (digit GLOB '[0-9*#]'),
  place          INTEGER NOT NULL,
  action         TEXT NOT NULL
                 CHECK (action IN ('transfer', 'ivr', 'voicemail', 'queue', 'external', 'ringgroup', 'hangup')),
  extension_id   TEXT REFERENCES extensions(id) ON DELETE CASCADE,
  next_menu_id   TEXT REFERENCES ivr_menus(id),
  queue_id       TEXT REFERENCES queues(id),
  ring_group_id  TEXT REFERENCES ring_groups(id),
  number         TEXT,
  label          TEXT,
  PRIMARY KEY (menu_id, digit),
  CHECK ((extension_id IS NOT NULL) = (action IN ('transfer', 'voicemail'))),
  CHECK ((next_menu_id IS NOT NULL) = (action = 'ivr')),
  CHECK ((queue_id IS NOT NULL) = (action = 'queue')),
  CHECK ((ring_group_id IS NOT NULL) = (action = 'ringgroup')),
  CHECK ((number IS NOT NULL) = (action = 'external'))
) STRICT, WITHOUT ROWID;
CREATE INDEX ivr_options_extension ON ivr_options(extension_id);
CREATE INDEX ivr_options_menu ON ivr_options(next_menu_id);
CREATE INDEX ivr_options_queue ON ivr_options(queue_id);
CREATE INDEX ivr_options_ring_group ON ivr_options(ring_group_id);

-- audio: µ-law samples, 8000 a second. Last, so that a list does not read past it.
CREATE TABLE voicemails (
  id             TEXT PRIMARY KEY,
  extension_id   TEXT NOT NULL REFERENCES extensions(id) ON DELETE CASCADE,
  caller         TEXT NOT NULL,
  caller_name    TEXT,
  duration       INTEGER NOT NULL,
  read           INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1)),
  transcription  TEXT,
  created_at     INTEGER NOT NULL,
  audio          BLOB NOT NULL
) STRICT;
CREATE INDEX voicemails_newest ON voicemails(extension_id, created_at DESC, id DESC);
