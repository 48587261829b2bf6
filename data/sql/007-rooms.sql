-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rooms: archives of their own, in which an address proves nothing.

-- Who is behind a message in a room, by what the room says: 'o:' and an occupant-id (XEP-0421), 'j:' and
-- a bare address, 's:' and a number of ours for one stay. NULL: it cannot be proven, and nobody may
-- change the message.
ALTER TABLE message ADD COLUMN author TEXT;

-- What is deleted here is named by its archive and the id that it has there.
CREATE TABLE forgotten_in_archive (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  owner TEXT NOT NULL, -- address of the archive: the account's own, or a room's
  stanza_id TEXT NOT NULL,
  UNIQUE (account_id, owner, stanza_id)
) STRICT;
INSERT INTO forgotten_in_archive (account_id, owner, stanza_id)
  SELECT f.account_id, a.address, f.stanza_id
  FROM forgotten_message f JOIN account a ON a.id = f.account_id;
DROP TABLE forgotten_message;
ALTER TABLE forgotten_in_archive RENAME TO forgotten_message;
