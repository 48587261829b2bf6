-- SPDX-License-Identifier: GPL-3.0-or-later
-- A small picture of a file, as it came with its message: a "data:" URI.

ALTER TABLE file ADD COLUMN thumbnail TEXT;
