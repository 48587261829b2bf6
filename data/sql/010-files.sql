-- SPDX-License-Identifier: GPL-3.0-or-later
-- The messages of a conversation that have files, without a look at all the others.

CREATE INDEX message_with_files ON message (conversation_id, sort_us) WHERE kind = 3;
