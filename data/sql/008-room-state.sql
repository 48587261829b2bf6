-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is known of rooms while we are not in them, who belongs to them, and what was taken back there.
-- Passwords are not here: those are in the keyring.

CREATE TABLE room ( -- one for each conversation of kind 2 that was joined
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL UNIQUE REFERENCES conversation ON DELETE CASCADE,
  name TEXT,
  nick TEXT, -- ours
  autojoin INTEGER NOT NULL,
  features INTEGER NOT NULL, -- bits of the model's own, which only grow in number
  subject TEXT,
  subject_nick TEXT,
  subject_us INTEGER NOT NULL,
  own_occupant TEXT, -- our own occupant-id (XEP-0421)
  avatar_hash TEXT,
  affiliations_version TEXT, -- up to where room_person is known (XEP-0463)
  notify INTEGER NOT NULL, -- 0 nothing is chosen, 1 always, 2 when mentioned, 3 never
  last_us INTEGER NOT NULL -- the time of the last message, by the room's clock
) STRICT;

-- Who has an affiliation, whether in the room or not.
CREATE TABLE room_person (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
  address TEXT NOT NULL,
  affiliation INTEGER NOT NULL, -- 1 outcast, 3 member, 4 admin, 5 owner; who has none is not here
  nick TEXT,
  UNIQUE (conversation_id, address)
) STRICT;

-- Whose messages are not to be seen: message.author.
CREATE TABLE room_ignored (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
  author TEXT NOT NULL,
  UNIQUE (conversation_id, author)
) STRICT;

-- A message that was taken back (XEP-0424, XEP-0425) before it came: history comes newest first.
CREATE TABLE late_retraction (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  address TEXT NOT NULL, -- of the conversation
  remote_id TEXT NOT NULL,
  author TEXT NOT NULL, -- as message.author; empty: the room itself; 'own': we, on whichever device
  time_us INTEGER NOT NULL,
  UNIQUE (account_id, address, remote_id, author)
) STRICT;
