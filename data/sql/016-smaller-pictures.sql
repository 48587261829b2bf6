-- SPDX-License-Identifier: GPL-3.0-or-later
-- Photographs that are sent smaller than they are: px at most; 0: as it is.

ALTER TABLE file ADD COLUMN fit INTEGER NOT NULL DEFAULT 0;
