-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where files were whose messages are gone: to be deleted, as far as they are ours.

CREATE TABLE gone_file (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL
) STRICT;
CREATE TRIGGER file_is_gone AFTER DELETE ON file WHEN old.path IS NOT NULL
BEGIN
  INSERT INTO gone_file (path) VALUES (old.path);
END;
