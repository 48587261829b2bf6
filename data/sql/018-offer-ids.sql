-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the sender of a file that was offered straight to us calls it: whatever is offered under the
-- same name is the same, offered once more (XEP-0359 in XEP-0234).

ALTER TABLE file ADD COLUMN offer_id TEXT;
