-- SPDX-License-Identifier: GPL-3.0-or-later
-- Full-text search over bodies, blind to case and accents. The text itself stays in message alone
-- (external content); the triggers keep the index in step. No relevance is computed, so that no
-- column sizes are needed.

CREATE VIRTUAL TABLE message_search USING fts5 (
  body, content = 'message', content_rowid = 'id', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER message_search_insert AFTER INSERT ON message WHEN new.body IS NOT NULL
BEGIN
  INSERT INTO message_search (rowid, body) VALUES (new.id, new.body);
END;

CREATE TRIGGER message_search_delete AFTER DELETE ON message WHEN old.body IS NOT NULL
BEGIN
  INSERT INTO message_search (message_search, rowid, body) VALUES ('delete', old.id, old.body);
END;

CREATE TRIGGER message_search_update AFTER UPDATE OF body ON message WHEN old.body IS NOT new.body
BEGIN
  INSERT INTO message_search (message_search, rowid, body)
    SELECT 'delete', old.id, old.body WHERE old.body IS NOT NULL;
  INSERT INTO message_search (rowid, body)
    SELECT new.id, new.body WHERE new.body IS NOT NULL;
END;

INSERT INTO message_search (message_search) VALUES ('rebuild');
