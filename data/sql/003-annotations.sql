-- SPDX-License-Identifier: GPL-3.0-or-later
-- What hangs on messages: former texts, reactions, files; how far others have read; and what of a
-- server's archive is held here.

-- All texts of a corrected message (XEP-0308), the first and the present one too; the present one is
-- the latest, in whatever order the corrections came.
CREATE TABLE revision (
  id INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  time_us INTEGER NOT NULL,
  correction_id TEXT NOT NULL, -- id of the stanza that brought it; empty for the first text
  body TEXT,
  UNIQUE (message, correction_id)
) STRICT;

-- One sender's reactions to a message (XEP-0444): the whole set, separated by spaces.
CREATE TABLE reaction (
  id INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  sender_id INTEGER NOT NULL,
  time_us INTEGER NOT NULL,
  emojis TEXT NOT NULL,
  UNIQUE (message, sender_id)
) STRICT;

CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
  position INTEGER NOT NULL,
  url TEXT,
  path TEXT, -- where it was saved, or what is being sent
  name TEXT,
  type TEXT,
  size_bytes INTEGER,
  width INTEGER,
  height INTEGER,
  sha256 TEXT,
  UNIQUE (message, position)
) STRICT;

-- Up to which place of a conversation somebody has read.
CREATE TABLE marker (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
  sender_id INTEGER NOT NULL,
  sort_us INTEGER NOT NULL,
  time_us INTEGER NOT NULL,
  UNIQUE (conversation_id, sender_id)
) STRICT;

-- An unbroken piece of a server's archive (XEP-0313) that is held: from first_id to last_id.
CREATE TABLE archive_range (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  owner TEXT NOT NULL, -- address of the archive: the account's own, or a room's
  first_id TEXT NOT NULL,
  first_us INTEGER NOT NULL,
  last_id TEXT NOT NULL,
  last_us INTEGER NOT NULL,
  at_start INTEGER NOT NULL, -- the archive holds nothing older than this range
  UNIQUE (account_id, owner, first_id)
) STRICT;
