-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which sounds that came in were listened to, on this machine. Of those from before nobody knows.

ALTER TABLE file ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;
UPDATE file SET heard = 1;
