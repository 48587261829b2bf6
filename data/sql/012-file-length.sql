-- SPDX-License-Identifier: GPL-3.0-or-later
-- How long a sound or a video is, as its sender says: XEP-0446.

ALTER TABLE file ADD COLUMN length_ms INTEGER;
