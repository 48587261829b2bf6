-- SPDX-License-Identifier: GPL-3.0-or-later
-- Full-text search over bodies, blind to case and accents. The text itself stays in message alone
-- (external content). No relevance is computed, so that no column sizes are needed. No triggers keep
-- the index in step: SQLite would have FTS5 write out what it has gathered at each of them, which
-- makes a message three times as dear; archive-index.c does it.

CREATE VIRTUAL TABLE message_search USING fts5 (
  body, content = 'message', content_rowid = 'id', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2'
);

INSERT INTO message_search (message_search) VALUES ('rebuild');
