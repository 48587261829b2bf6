/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places on the earth: RFC 5870. */
#include "base-geo.h"

static void
test_good (void)
{
  static const struct {
    const char *uri;
    const char *written;
    const char *text;
  } cases[] = {
    { "geo:41.40338,2.17403", "geo:41.40338,2.17403", "41.40338, 2.17403" },
    { "GEO:-33.8568,151.2153", "geo:-33.8568,151.2153", "-33.8568, 151.2153" },
    { "geo:48.2010,16.3695,183", "geo:48.201,16.3695", "48.201, 16.3695" },
    { "geo:48.198634,16.371648;crs=wgs84;u=40", "geo:48.198634,16.371648;u=40",
      "48.198634, 16.371648" },
    { "geo:48.198634,16.371648;CRS=WGS84;U=12.5;foo=bar;flag", "geo:48.198634,16.371648;u=12.5",
      "48.198634, 16.371648" },
    { "geo:90,-180", "geo:90,-180", "90, -180" },
    { "geo:-0.0,0.0000000001", "geo:0,0", "0, 0" },
    { "geo:1,2?z=15&q=1,2(Home)", "geo:1,2", "1, 2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BaseGeo geo;
      g_autofree char *uri = NULL;
      g_autofree char *text = NULL;

      g_assert_true (base_geo_parse (cases[i].uri, &geo));
      uri = base_geo_to_uri (&geo);
      text = base_geo_to_text (&geo);
      g_assert_cmpstr (uri, ==, cases[i].written);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_bad (void)
{
  static const char *const uris[] = {
    "", "geo:", "geo:1", "geo:1,", "geo:,1", "geo:1,2,", "geo:1,2,3,4", "geo:90.1,0", "geo:-91,0",
    "geo:0,180.01", "geo:0,-181", "geo:1e1,2", "geo:+1,2", "geo:inf,2", "geo:nan,2", "geo:0x1,2",
    "geo:1.,2", "geo:.5,2", "geo:1,2;", "geo:1,2;crs=moon", "geo:1,2;crs=wgs84x", "geo:1,2;u=",
    "geo:1,2;u=-4", "geo:1,2;u=5m", "geo:1,2;u=99999999999", "geo:1,2 and more", "geo:1, 2",
    "geo:1,2\n", "geo:1,2\342\200\256", "geo:--1,2", "geo:1;u=2,3", "xgeo:1,2", "geo://1,2",
    "geo:1.00000000000000000000000000000000000000000000000,2", "geo:\331\241,2",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      BaseGeo geo;

      g_test_message ("%s", uris[i]);
      g_assert_false (base_geo_parse (uris[i], &geo));
    }
}

static void
test_long (void)
{
  g_autofree char *much = g_strnfill (100000, 'a');
  g_autofree char *uri = g_strconcat ("geo:1,2;", much, NULL);
  BaseGeo geo;

  g_assert_false (base_geo_parse (uri, &geo));
}

static void
test_web (void)
{
  const BaseGeo geo = { 41.40338, -2.5, -1 };
  g_autofree char *web = base_geo_to_web (&geo);

  g_assert_cmpstr (web, ==, "https://www.openstreetmap.org/?mlat=41.40338&mlon=-2.5"
                            "#map=16/41.40338/-2.5");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/geo/good", test_good);
  g_test_add_func ("/base/geo/bad", test_bad);
  g_test_add_func ("/base/geo/long", test_long);
  g_test_add_func ("/base/geo/web", test_web);
  return g_test_run ();
}
