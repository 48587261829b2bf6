/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the tests of rooms play. */
#include "room-play.h"

#include "chat-fixture.h"

void
room_play (ChatMock       *mock,
           const MockLine *lines,
           gsize           n_lines)
{
  mock_server_play (mock->server, lines, n_lines);
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
}
