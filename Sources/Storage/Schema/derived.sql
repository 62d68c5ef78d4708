-- What can be thrown away and rebuilt from `change`. A changed version in Derived.swift drops and refills it.
DROP TABLE IF EXISTS record;
DROP TABLE IF EXISTS item;
DROP TABLE IF EXISTS link;
DROP TABLE IF EXISTS verdict;

-- Every record as it stands. Reports read this table.
CREATE TABLE record (
  scope       TEXT NOT NULL,
  type        TEXT NOT NULL,
  id          TEXT NOT NULL,
  unit        TEXT,                        -- of the key, or the field “unit”
  date        TEXT,                        -- of the key, or the field “date”
  life        TEXT NOT NULL,               -- alive, deleted or edit-delete
  merged_into TEXT,                        -- the record that stands for this duplicate; such a one is not counted
  open        INTEGER NOT NULL,            -- open questions about it
  beside      INTEGER NOT NULL,            -- 1: edited by somebody who did not know of the merge
  heads       TEXT NOT NULL,               -- JSON list of ChangeID
  key         TEXT,                        -- JSON list: type, unit, date, granularity, counter
  fields      TEXT NOT NULL,               -- JSON object: the value that is shown
  candidates  TEXT,                        -- JSON object: every value of the fields with more than one
  PRIMARY KEY (scope, type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_date ON record (scope, type, date);
CREATE INDEX record_by_unit ON record (unit, type, date);
CREATE INDEX record_by_token ON record (json_extract(fields, '$.token_hash')) WHERE type = 'device';
CREATE INDEX record_by_role ON record (json_extract(fields, '$.scope')) WHERE type = 'role';

-- Open questions.
CREATE TABLE item (
  id          TEXT PRIMARY KEY,            -- ItemID
  scope       TEXT NOT NULL,
  kind        TEXT NOT NULL,
  type        TEXT NOT NULL,
  record      TEXT NOT NULL,
  other       TEXT,                        -- the second record of a duplicate
  change      TEXT,                        -- ChangeID: what a rule is about
  fields      TEXT NOT NULL                -- JSON list of names
) STRICT, WITHOUT ROWID;
CREATE INDEX item_of_record ON item (scope, type, record);
CREATE INDEX item_of_other ON item (scope, type, other);

-- The verdicts that hold.
CREATE TABLE verdict (
  scope       TEXT NOT NULL,
  target      TEXT NOT NULL,               -- ChangeID
  facet       TEXT NOT NULL,
  type        TEXT NOT NULL,
  record      TEXT NOT NULL,
  status      TEXT NOT NULL,
  reason      TEXT NOT NULL,               -- a code of the door, or a person's sentence
  person      TEXT,                        -- NULL: the program
  at          INTEGER NOT NULL,            -- ms since 1970, the aggregator's clock
  PRIMARY KEY (scope, target, facet, type, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_of_record ON verdict (scope, type, record);

-- “These two are the same”, both ways.
CREATE TABLE link (
  scope       TEXT NOT NULL,
  type        TEXT NOT NULL,
  a           TEXT NOT NULL,
  b           TEXT NOT NULL,
  PRIMARY KEY (scope, type, a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_back ON link (scope, type, b);
