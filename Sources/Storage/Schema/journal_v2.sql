-- At the aggregator: who may sign in at its pages, and what became of it. Append-only migrations: never edited once
-- shipped.

-- Only hashes of secrets are stored. Nobody is deleted, so that a name never comes to mean somebody else.
CREATE TABLE person (
  alias     TEXT PRIMARY KEY,              -- Alias, the name to sign in with
  name      TEXT NOT NULL,                 -- for other people
  role      TEXT NOT NULL,                 -- a code of the catalogue's list “roles”
  scope     TEXT,                          -- Scope; NULL: the whole county
  password  TEXT,                          -- crypt(5), begins with $y$; NULL: none is set
  standing  INTEGER NOT NULL,              -- grows whenever an access is taken back: see Standings.swift
  removed   INTEGER                        -- ms since 1970; NULL while the person may sign in
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  hash      TEXT PRIMARY KEY,              -- Hash of the cookie's secret
  alias     TEXT NOT NULL REFERENCES person (alias),
  standing  INTEGER NOT NULL,              -- the person's when it began; with another one it is over
  proof     TEXT NOT NULL,                 -- password or proxy
  began     INTEGER NOT NULL,              -- ms since 1970
  seen      INTEGER NOT NULL               -- ms since 1970, to the minute
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_person ON session (alias);

-- One-time links to set a password.
CREATE TABLE reset (
  hash      TEXT PRIMARY KEY,              -- Hash of the link's secret
  alias     TEXT NOT NULL REFERENCES person (alias),
  standing  INTEGER NOT NULL,
  expires   INTEGER NOT NULL               -- ms since 1970
) STRICT, WITHOUT ROWID;

-- Attempts to sign in that did not succeed, so that a restart forgives nothing.
CREATE TABLE attempt (
  subject   TEXT PRIMARY KEY,              -- “account” and the Hash of what was typed, or “network” and an address
  failures  INTEGER NOT NULL,
  last      INTEGER NOT NULL               -- ms since 1970
) STRICT, WITHOUT ROWID;

-- Every administrative act and every refused access. No value of a field stands here.
CREATE TABLE audit (
  n         INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,              -- ms since 1970
  actor     TEXT NOT NULL,                 -- an alias or a DeviceID; empty: nobody who is known
  origin    TEXT NOT NULL,                 -- an IP address, or “terminal” and an account of the computer
  act       TEXT NOT NULL,                 -- a command, or a method and the pattern of a path
  about     TEXT NOT NULL,                 -- whom or what
  outcome   TEXT NOT NULL                  -- done, failed, or the code of a refusal
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
