-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an account connects through: NULL as the desktop's settings say, 'none', or a URI without a
-- password, 'socks5://user@host:port'.

ALTER TABLE account ADD COLUMN proxy TEXT;
