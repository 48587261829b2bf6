/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files of contacts and calendars say. */
#include "base-card.h"

#include <string.h>

static char *
describe (const char *text)
{
  g_autoptr(BaseCard) card = base_card_read (text, strlen (text));
  GString *said = g_string_new (NULL);
  const char *format = card->is_days ? "%F" : "%FT%R";

  g_string_append_printf (said, "%d×%u|%s|%s|%s|", (int) card->kind, card->n_cards, card->title,
                          card->organization, card->place);
  for (guint i = 0; i < card->ways->len; i++)
    g_string_append_printf (said, "%s;", (char *) g_ptr_array_index (card->ways, i));
  if (card->start != NULL)
    {
      g_autofree char *start = g_date_time_format (card->start, format);

      g_string_append_printf (said, "|%s", start);
    }
  if (card->end != NULL)
    {
      g_autofree char *end = g_date_time_format (card->end, format);

      g_string_append_printf (said, "–%s", end);
    }
  g_string_append (said, card->repeats ? "*" : "");
  return g_string_free (said, FALSE);
}

static const struct {
  const char *text;
  const char *said;
} cases[] = {
  { "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ana María Ruiz\r\nN:Ruiz;Ana;María;;\r\nORG:Office\\, "
    "Inc.;Kitchen\r\nTEL;TYPE=cell;VALUE=uri:tel:+34-600\r\nEMAIL:ana@office.example\r\n"
    "END:VCARD\r\n", "1×1|Ana María Ruiz|Office, Inc.|(null)|+34-600;ana@office.example;" },
  /* Folded, in a group, and with a colon in quotes */
  { "begin:vcard\nitem1.fn:Ma\n rta\n  Ruiz\nitem1.TEL;X-A=\"b:c;d\":1 2\nend:vcard\n",
    "1×1|Marta Ruiz|(null)|(null)|1 2;" },
  { "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mu=C3=B1oz;Jos=\n=C3=A9\n"
    "TEL;CELL:12\nNOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0A=\nTEL:13\nEND:VCARD\n",
    "1×1|José Muñoz|(null)|(null)|12;" },
  { "BEGIN:VCARD\nFN;CHARSET=ISO-8859-1:Jos\351\nEND:VCARD\n", "1×1|José|(null)|(null)|" },
  { "BEGIN:VCARD\nFN:One\nEND:VCARD\nBEGIN:VCARD\nFN:Two\nTEL:2\nEND:VCARD\n",
    "1×2|One|(null)|(null)|" },
  { "BEGIN:VCARD\nFN:gpj\342\200\256.exe\\nB\nEND:VCARD\n", "1×1|gpj.exe B|(null)|(null)|" },
  { "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lunch\\; late\nDTSTART:20260314T130000Z\n"
    "DTEND:20260314T143000Z\nLOCATION:Kitchen\nBEGIN:VALARM\nSUMMARY:No\nEND:VALARM\n"
    "RRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR\n",
    "2×1|Lunch; late|(null)|Kitchen||2026-03-14T13:00–2026-03-14T14:30*" },
  { "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nDTSTART:19700101T000000\nEND:VTIMEZONE\nBEGIN:VEVENT\n"
    "SUMMARY:A\nDTSTART;TZID=Europe/Madrid:20260714T130000\nEND:VEVENT\nEND:VCALENDAR\n",
    "2×1|A|(null)|(null)||2026-07-14T11:00" },
  { "BEGIN:VEVENT\nSUMMARY:A\nDTSTART;TZID=../../etc/passwd:20260714T130000\nEND:VEVENT\n",
    "2×1|A|(null)|(null)||2026-07-14T13:00" },
  { "BEGIN:VEVENT\nSUMMARY:A\nDTSTART;VALUE=DATE:20260714\nDTEND;VALUE=DATE:20260716\nEND:VEVENT\n",
    "2×1|A|(null)|(null)||2026-07-14–2026-07-15" },
  { "BEGIN:VEVENT\nSUMMARY:A\nDTSTART:20261301T990000\nDTEND:x\nEND:VEVENT\n",
    "2×1|A|(null)|(null)|" },
  { "BEGIN:VEVENT\nDTSTART:20260714T130000\nDTEND:20250714T130000\nEND:VEVENT\n",
    "2×1|(null)|(null)|(null)||2026-07-14T13:00" },
  { "FN:Nobody\n", "0×0|(null)|(null)|(null)|" },
  { "", "0×0|(null)|(null)|(null)|" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = describe (cases[i].text);

      g_assert_cmpstr (said, ==, cases[i].said);
    }
}

static void
read_many (const char *start,
           const char *part,
           guint       n_parts)
{
  g_autoptr(GString) text = g_string_new (start);
  g_autoptr(BaseCard) card = NULL;

  for (guint i = 0; i < n_parts; i++)
    g_string_append (text, part);
  card = base_card_read (text->str, text->len);
  g_assert_true (card->title == NULL || strlen (card->title) < 2000);
  g_assert_cmpuint (card->ways->len, <=, BASE_CARD_MAX_WAYS);
}

static void
test_hostile (void)
{
  read_many ("BEGIN:VCARD\nFN:", "a", 1000000);
  read_many ("BEGIN:VCARD\nFN:", "\n b", 300000);
  read_many ("BEGIN:VCARD\nPHOTO:", "\n AAAAAAAA", 100000);
  read_many ("BEGIN:VCARD\n", "TEL:1\n", 100000);
  read_many ("", "BEGIN:VCARD\n", 100000);
  read_many ("", "BEGIN:VCARD\nEND:VCARD\n", 50000);
  read_many ("BEGIN:VCARD\nTEL", ";A=\"", 100000);
  read_many ("BEGIN:VCARD\nN:", ";", 100000);
  read_many ("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:", "=\n", 100000);
  read_many ("BEGIN:VCARD\nFN:", "\\", 100001);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/card/cases", test_cases);
  g_test_add_func ("/base/card/hostile", test_hostile);
  return g_test_run ();
}
