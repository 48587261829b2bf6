#include "chat-mock.h"
#include "chat-fixture.h"
static void
test_signs_in (void)
{
  static const MockLine play[] = { MOCK_GREETING };
  ChatMock *mock = chat_mock_new (NULL);
  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}
int main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/session/signs-in", test_signs_in);
  return g_test_run ();
}
