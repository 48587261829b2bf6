/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments in time: XEP-0082 and XEP-0091. */
#include "xmpp-datetime.h"

static void
test_parse (void)
{
  static const struct {
    const char *text;
    gint64      time_us;
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1970-01-01T00:00:00.000001Z", 1 },
    { "1969-12-31T23:59:59.999999Z", -1 },
    { "1969-07-21T02:56:15Z", G_GINT64_CONSTANT (-14159025000000) },
    { "1969-07-20T21:56:15-05:00", G_GINT64_CONSTANT (-14159025000000) },
    { "2002-09-10T23:08:25Z", G_GINT64_CONSTANT (1031699305000000) },
    { "20020910T23:08:25", G_GINT64_CONSTANT (1031699305000000) },
    { "2002-09-10T23:08:25.5Z", G_GINT64_CONSTANT (1031699305500000) },
    { "2002-09-10T23:08:25.123456789012345678901234567890Z", G_GINT64_CONSTANT (1031699305123456) },
    { "2002-09-10T23:08:25.000000999Z", G_GINT64_CONSTANT (1031699305000000) },
    { "2002-09-11T05:38:25+06:30", G_GINT64_CONSTANT (1031699305000000) },
    { "2002-09-11T13:08:25+14:00", G_GINT64_CONSTANT (1031699305000000) },
    { "2002-09-10T23:08:25-00:00", G_GINT64_CONSTANT (1031699305000000) },
    { "2000-02-29T00:00:00Z", G_GINT64_CONSTANT (951782400000000) },
    { "2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228800000000) },
    { "2017-01-01T05:29:60+05:30", G_GINT64_CONSTANT (1483228800000000) },
    { "0001-01-01T00:00:00Z", G_GINT64_CONSTANT (-62135596800000000) },
    { "9999-12-31T23:59:59.999999Z", G_GINT64_CONSTANT (253402300799999999) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 time_us = 42;

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_true (xmpp_datetime_parse (cases[i].text, &time_us));
      g_assert_cmpint (time_us, ==, cases[i].time_us);
    }
}

static void
test_refuse (void)
{
  static const char *const cases[] = {
    "", "now", "2002", "2002-09-10", "23:08:25Z", "2002-09-10T23:08Z", "2002-09-10T23:08:25",
    "2002-09-10 23:08:25Z", "2002-09-10t23:08:25Z", "2002-09-10T23:08:25z", "2002-9-10T23:08:25Z",
    "02-09-10T23:08:25Z", "12002-09-10T23:08:25Z", "-002-09-10T23:08:25Z", "+002-09-10T23:08:25Z",
    " 2002-09-10T23:08:25Z", "2002-09-10T23:08:25Z ", "2002-09-10T23:08:25ZZ",
    "2002-09-10T23:08:25.Z", "2002-09-10T23:08:25.1", "2002-09-10T23:08:25,5Z",
    "2002-09-10T23:08:25.-5Z", "2002-09-10T 3:08:25Z", "2002-09-10T+3:08:25Z",
    "2002-00-10T23:08:25Z", "2002-13-10T23:08:25Z", "2002-09-00T23:08:25Z", "2002-09-31T23:08:25Z",
    "2001-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2002-09-10T24:00:00Z", "2002-09-10T23:60:25Z",
    "2002-09-10T23:08:60Z", "2002-09-10T23:59:61Z", "2016-12-31T23:59:60+01:00",
    "2002-09-10T23:08:25+99:99", "2002-09-10T23:08:25+14:01", "2002-09-10T23:08:25+15:00",
    "2002-09-10T23:08:25+05:60", "2002-09-10T23:08:25+0500", "2002-09-10T23:08:25+05",
    "2002-09-10T23:08:25+5:00", "2002-09-10T23:08:25+-5:00",
    "2002-09-10T23:08:25\342\210\22205:00",
    "0000-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z", "200209-10T23:08:25Z",
    "2002-0910T23:08:25Z", "20020910T23:08:25Z", "20020910T230825", "20020910T23:08:25+01:00",
    "20020931T23:08:25", "\xd9\xa2\xd9\xa0\xd9\xa0\xd9\xa2-09-10T23:08:25Z",
  };
  gint64 time_us = 42;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_false (xmpp_datetime_parse (cases[i], &time_us));
    }
  g_assert_false (xmpp_datetime_parse (NULL, &time_us));
  g_assert_cmpint (time_us, ==, 42);
}

static void
test_format (void)
{
  static const struct {
    gint64      time_us;
    const char *text;
  } cases[] = {
    { 0, "1970-01-01T00:00:00Z" },
    { -1, "1969-12-31T23:59:59.999999Z" },
    { G_GINT64_CONSTANT (1031699305000000), "2002-09-10T23:08:25Z" },
    { G_GINT64_CONSTANT (1031699305120000), "2002-09-10T23:08:25.120Z" },
    { G_GINT64_CONSTANT (1031699305000120), "2002-09-10T23:08:25.000120Z" },
    { G_MININT64, "0001-01-01T00:00:00Z" },
    { G_MAXINT64, "9999-12-31T23:59:59.999999Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = xmpp_datetime_format (cases[i].time_us);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_there_and_back (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      gint64 time_us = (gint64) (g_test_rand_double_range (-6.2e16, 2.5e17));
      g_autofree char *text = xmpp_datetime_format (time_us);
      gint64 again_us;

      g_assert_true (xmpp_datetime_parse (text, &again_us));
      g_assert_cmpint (again_us, ==, time_us);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/datetime/parse", test_parse);
  g_test_add_func ("/datetime/refuse", test_refuse);
  g_test_add_func ("/datetime/format", test_format);
  g_test_add_func ("/datetime/there-and-back", test_there_and_back);

  return g_test_run ();
}
