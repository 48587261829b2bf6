-- SPDX-License-Identifier: GPL-3.0-or-later
-- Accounts, conversations, messages, the roster, settings, caches.
--
-- Times are microseconds since 1970. Numbers that stand for a word are explained where they are; they
-- never change their meaning. Every table has a rowid, because salvaging a damaged file goes by it.
-- A released migration is never edited: what is to be different goes into a new one.

PRAGMA application_id = 1128813132; -- "CHRL"

CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL UNIQUE,
  enabled INTEGER NOT NULL,
  position INTEGER NOT NULL,
  color TEXT,
  host TEXT,
  port INTEGER NOT NULL,
  tls INTEGER NOT NULL, -- 1 as DNS says, 2 STARTTLS, 3 direct
  ca_file TEXT,
  client_certificate TEXT,
  resource TEXT,
  allow_plain INTEGER NOT NULL,
  mechanism TEXT,
  show TEXT,
  status TEXT,
  roster_version TEXT
) STRICT;

CREATE TABLE account_certificate (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  UNIQUE (account_id, sha256)
) STRICT;

CREATE TABLE account_setting (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (account_id, key)
) STRICT;

-- Addresses, bare and full, of everybody who has a conversation or wrote a message. No foreign key
-- points here: checking one at deletion would read all of message; archive-entity.c tidies up.
CREATE TABLE entity (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE conversation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  entity_id INTEGER NOT NULL,
  kind INTEGER NOT NULL, -- 1 chat, 2 room, 3 private messages with an occupant
  pinned INTEGER NOT NULL DEFAULT 0,
  muted_until_us INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0,
  draft TEXT,
  draft_us INTEGER NOT NULL DEFAULT 0,
  created_us INTEGER NOT NULL,
  read_sort_us INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account_id, entity_id)
) STRICT;

CREATE TABLE conversation_setting (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (conversation_id, key)
) STRICT;

-- The id is the time of the message, moved on to the next free number: so that a search, which comes
-- by id, comes newest first without sorting. The place in the conversation is (sort_us, id).
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
  sort_us INTEGER NOT NULL,
  time_us INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  direction INTEGER NOT NULL, -- 1 incoming, 2 outgoing
  kind INTEGER NOT NULL, -- 1 text, 2 subject, 3 file, 4 call, 5 invitation, 6 notice, 7 undecrypted
  state INTEGER NOT NULL, -- 1 received, 2 queued, 3 sent, 4 delivered, 5 displayed, 6 failed
  encryption INTEGER NOT NULL, -- 1 none, 2 OMEMO 0.3, 3 OMEMO 2, 4 OpenPGP
  flags INTEGER NOT NULL, -- 1 delayed, 2 mention, 4 markable, 8 receipt, 16 carbon, 32 edited, 64 retracted
  body TEXT,
  message_id TEXT,
  origin_id TEXT,
  stanza_id TEXT,
  occupant_id TEXT,
  resource TEXT,
  thread TEXT,
  oob_url TEXT,
  reply_id TEXT,
  reply_to TEXT,
  replace_id TEXT,
  error_condition TEXT,
  error_text TEXT
) STRICT;

CREATE INDEX message_by_place ON message (conversation_id, sort_us);
CREATE UNIQUE INDEX message_by_stanza ON message (conversation_id, stanza_id)
  WHERE stanza_id IS NOT NULL;
CREATE INDEX message_by_message ON message (conversation_id, message_id)
  WHERE message_id IS NOT NULL;
-- Nearly always the two are the same; this index then holds nothing and costs nothing.
CREATE INDEX message_by_origin ON message (conversation_id, origin_id)
  WHERE origin_id IS NOT message_id;
CREATE INDEX message_queued ON message (conversation_id, sort_us) WHERE state = 2;
CREATE INDEX message_unseen ON message (conversation_id, sort_us) WHERE state IN (3, 4);

CREATE TABLE roster_item (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  address TEXT NOT NULL,
  name TEXT,
  subscription INTEGER NOT NULL, -- 1 none, 2 to, 3 from, 4 both
  ask INTEGER NOT NULL,
  approved INTEGER NOT NULL,
  UNIQUE (account_id, address)
) STRICT;

CREATE TABLE roster_group (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES roster_item ON DELETE CASCADE,
  name TEXT NOT NULL,
  UNIQUE (item_id, name)
) STRICT;

CREATE TABLE caps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  disco TEXT NOT NULL
) STRICT;

CREATE TABLE avatar (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  type TEXT,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE avatar_owner (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  address TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (account_id, address)
) STRICT;
