-- SPDX-License-Identifier: GPL-3.0-or-later
-- Servers' archives (XEP-0313) with the order of what they hold, what is said about messages that
-- are yet to come from there, and what is not to come back.

-- Where the ends of a range stand in the account's order, whether or not they are messages that
-- are kept: no message of the archive that is older than the range stands after first_sort_us, none
-- that is newer before last_sort_us. first_us and last_us are the server's stamps.
ALTER TABLE archive_range ADD COLUMN first_sort_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE archive_range ADD COLUMN last_sort_us INTEGER NOT NULL DEFAULT 0;

-- A receipt or marker for a message that is not here yet: history comes newest first.
CREATE TABLE late_mark (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  address TEXT NOT NULL, -- of the conversation
  remote_id TEXT NOT NULL,
  kind INTEGER NOT NULL, -- 1 delivered, 2 displayed, 3 read by ourselves
  time_us INTEGER NOT NULL,
  UNIQUE (account_id, address, remote_id, kind)
) STRICT;

-- A message that was deleted here.
CREATE TABLE forgotten_message (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  stanza_id TEXT NOT NULL,
  UNIQUE (account_id, stanza_id)
) STRICT;

-- A conversation that was emptied or deleted here: nothing of before comes back.
CREATE TABLE forgotten_conversation (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  address TEXT NOT NULL,
  until_us INTEGER NOT NULL,
  UNIQUE (account_id, address)
) STRICT;
