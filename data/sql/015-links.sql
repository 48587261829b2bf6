-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is told of a link in a text (XEP-0511), as who wrote the text tells it: it belongs to that text.

ALTER TABLE message ADD COLUMN link TEXT; -- lines: the link, a title, a description, the name of the site
ALTER TABLE revision ADD COLUMN link TEXT;
