-- SPDX-License-Identifier: GPL-3.0-or-later
-- Corrections (XEP-0308) are messages that stand in their original's stead: they keep their ids and
-- their place in the server's archive, and are not shown. The original has the newest text; revision
-- keeps its first one only.

-- The message whose text this one is; NULL: it stands for itself.
ALTER TABLE message ADD COLUMN corrects INTEGER;
ALTER TABLE revision ADD COLUMN oob_url TEXT;

CREATE INDEX message_by_correction ON message (corrects, sort_us) WHERE corrects IS NOT NULL;
CREATE INDEX message_by_replaced ON message (conversation_id, replace_id)
  WHERE replace_id IS NOT NULL;
CREATE INDEX message_corrects ON message (conversation_id, sort_us) WHERE corrects IS NOT NULL;

-- Those that came before: of the same author, readable, and not of themselves.
UPDATE message SET replace_id = NULL WHERE replace_id IN (message_id, origin_id);
UPDATE message SET corrects = (
  SELECT o.id FROM message o
  WHERE o.conversation_id = message.conversation_id AND o.message_id = message.replace_id
    AND o.direction = message.direction AND (o.direction = 2 OR o.sender_id = message.sender_id)
    AND o.sort_us < message.sort_us AND o.replace_id IS NULL AND o.kind = 1 AND o.encryption = 1
    AND o.flags & 64 = 0
  ORDER BY o.sort_us DESC LIMIT 1)
WHERE replace_id IS NOT NULL AND kind = 1 AND encryption = 1;

DELETE FROM revision WHERE correction_id <> '';
INSERT OR IGNORE INTO revision (message, time_us, correction_id, body, oob_url)
  SELECT o.id, o.time_us, '', o.body, o.oob_url FROM message o
  WHERE o.id IN (SELECT corrects FROM message WHERE corrects IS NOT NULL);
INSERT INTO message_search (message_search, rowid, body)
  SELECT 'delete', o.id, o.body FROM message o
  WHERE o.body IS NOT NULL AND o.id IN (SELECT corrects FROM message WHERE corrects IS NOT NULL);
UPDATE message SET flags = flags | 32, (body, oob_url) = (
  SELECT c.body, c.oob_url FROM message c WHERE c.corrects = message.id
  ORDER BY c.sort_us DESC, c.id DESC LIMIT 1)
WHERE id IN (SELECT corrects FROM message WHERE corrects IS NOT NULL);
INSERT INTO message_search (rowid, body)
  SELECT o.id, o.body FROM message o
  WHERE o.body IS NOT NULL AND o.id IN (SELECT corrects FROM message WHERE corrects IS NOT NULL);
