-- What this node knows and cannot recompute. Append-only migrations: this file is never edited once shipped.

-- Every change, this node's own and others'.
CREATE TABLE change (
  local     INTEGER PRIMARY KEY,           -- the order in which this node came to hold them; causal
  scope     TEXT NOT NULL,                 -- Scope
  id        TEXT NOT NULL,                 -- ChangeID
  type      TEXT NOT NULL,
  record    TEXT NOT NULL,                 -- RecordID
  line      BLOB NOT NULL,                 -- the bytes the id is the hash of
  action    TEXT,                          -- GroupID of a change that belongs to an action of several
  mine      INTEGER NOT NULL,              -- 1: recorded on this installation
  wanted    INTEGER NOT NULL DEFAULT 0,    -- 1: the aggregator asked for it by name
  n         INTEGER,                       -- arrival number in the log as last told; NULL: not known to be there
  received  INTEGER,                       -- ms since 1970 ┐
  device    TEXT,                          -- DeviceID      ├ the last receipt, kept when n is forgotten
  seal      TEXT,                          -- Hash          ┘
  UNIQUE (scope, id)
) STRICT;
CREATE INDEX change_of_record ON change (record, type, scope);
CREATE INDEX change_by_arrival ON change (scope, n) WHERE n IS NOT NULL;
CREATE INDEX change_waiting ON change (scope, local) WHERE n IS NULL;
CREATE INDEX change_of_action ON change (scope, action) WHERE action IS NOT NULL;

-- The chain of arrivals: h proves everything up to n.
CREATE TABLE arrival (
  scope     TEXT NOT NULL,
  n         INTEGER NOT NULL,
  h         BLOB NOT NULL,                 -- 32 bytes
  PRIMARY KEY (scope, n)
) STRICT, WITHOUT ROWID;

-- At an agent: how far it has pulled, and the newest mark it was told beside that.
CREATE TABLE position (
  scope       TEXT PRIMARY KEY,
  cursor_n    INTEGER NOT NULL,
  cursor_h    BLOB NOT NULL,
  told_n      INTEGER NOT NULL,
  told_h      BLOB NOT NULL,
  catching_up INTEGER NOT NULL DEFAULT 0,  -- 1: after a rollback, pull to the tip before offering anything
  offer_after INTEGER NOT NULL DEFAULT 0   -- ms: others' lines are not offered before this time
) STRICT, WITHOUT ROWID;

-- Changes the aggregator cannot take, with everything built on them. Shown and exported, never sent.
CREATE TABLE aside (
  id        TEXT PRIMARY KEY,              -- ChangeID
  scope     TEXT NOT NULL,
  type      TEXT NOT NULL,
  record    TEXT NOT NULL,
  line      BLOB NOT NULL,
  code      TEXT NOT NULL,                 -- the word of Refusal, or "missing"
  at        INTEGER NOT NULL               -- ms since 1970
) STRICT, WITHOUT ROWID;

-- Clicks that are not a change yet.
CREATE TABLE tally (
  scope       TEXT NOT NULL,
  record      TEXT NOT NULL,               -- RecordID of the natural key
  field       TEXT NOT NULL,
  key         TEXT NOT NULL,               -- the natural key as JSON
  id          TEXT NOT NULL,               -- TallyID, minted at the first click
  amount      INTEGER NOT NULL,
  by          TEXT NOT NULL,
  fingerprint TEXT NOT NULL,               -- of the installation that clicked
  clicked     INTEGER NOT NULL,            -- ms since 1970, the last click
  PRIMARY KEY (scope, record, field)
) STRICT, WITHOUT ROWID;

-- At the aggregator: one-time codes for enrolment. Only hashes of secrets are stored.
CREATE TABLE code (
  hash      TEXT PRIMARY KEY,              -- Hash of the code
  scope     TEXT NOT NULL,
  unit      TEXT NOT NULL,
  ceiling   TEXT NOT NULL,
  name      TEXT NOT NULL,
  expires   INTEGER NOT NULL,              -- ms since 1970
  token     TEXT                           -- Hash of the token that used it
) STRICT, WITHOUT ROWID;

-- At the aggregator: when a device was last heard of, and what its clock said.
CREATE TABLE contact (
  device    TEXT PRIMARY KEY,              -- DeviceID
  at        INTEGER NOT NULL,              -- ms since 1970, the aggregator's clock
  skew      INTEGER NOT NULL               -- ms the device's clock is ahead
) STRICT, WITHOUT ROWID;

-- Single values: see Meta in Journal.swift.
CREATE TABLE meta (
  name      TEXT PRIMARY KEY,
  value     ANY
) STRICT, WITHOUT ROWID;
