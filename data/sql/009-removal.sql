-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who has taken a message out of a room, and why (XEP-0425), as the room tells it: a nick, and a text.

CREATE TABLE removal ( -- of a message with flag 128, where anything is told
  message INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  moderator TEXT,
  reason TEXT
) STRICT;
ALTER TABLE late_retraction ADD COLUMN moderator TEXT;
ALTER TABLE late_retraction ADD COLUMN reason TEXT;
