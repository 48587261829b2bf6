-- SPDX-License-Identifier: GPL-3.0-or-later
-- Files that go straight from one to the other (XEP-0234): what has become of their offer.

ALTER TABLE file ADD COLUMN direct INTEGER; -- 1 offered, 2 declined, 3 withdrawn, 4 failed
