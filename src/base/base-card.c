/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files of contacts (.vcf) and calendars (.ics) say, as much as stands on a card. The
 * desktop's own programs know the rest. */
#define G_LOG_DOMAIN "base-card"

#include "base-card.h"

#include "base-lines.h"
#include "base-text.h"

#include <string.h>

#define MAX_CHARS 120

/* How deep things may stand in one another. */
#define MAX_DEPTH 16

#define MAX_ZONE_BYTES 64

void
base_card_free (BaseCard *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->organization);
  g_free (self->place);
  g_clear_pointer (&self->ways, g_ptr_array_unref);
  g_clear_pointer (&self->start, g_date_time_unref);
  g_clear_pointer (&self->end, g_date_time_unref);
  g_free (self);
}

/* (transfer full): @text is freed; NULL when nothing is left of it */
static char *
clean (char *text)
{
  g_autofree char *owned = text;
  g_autofree char *line = base_text_clean (owned, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI
                                                  | BASE_TEXT_NO_UNSEEN);

  return line[0] != '\0' ? base_text_truncate (line, MAX_CHARS) : NULL;
}

static void
take (char **place,
      char  *text)
{
  g_autofree char *line = clean (text);

  if (*place == NULL)
    *place = g_steal_pointer (&line);
}

static void
take_name (BaseCard  *self,
           BaseLines *lines)
{
  g_autofree char *family = base_lines_dup_field (lines, 0);
  g_autofree char *given = base_lines_dup_field (lines, 1);

  /* The whole name says it better, where there is one. */
  take (&self->title, g_strjoin (" ", given, family, NULL));
}

static void
take_way (BaseCard *self,
          char     *text)
{
  g_autofree char *way = clean (text);

  /* RFC 6350, 6.4.1: or a URI */
  if (way != NULL && g_ascii_strncasecmp (way, "tel:", 4) == 0)
    memmove (way, way + 4, strlen (way + 4) + 1);
  if (way != NULL && way[0] != '\0' && self->ways->len < BASE_CARD_MAX_WAYS)
    g_ptr_array_add (self->ways, g_steal_pointer (&way));
}

static void
read_contact_line (BaseCard  *self,
                   BaseLines *lines,
                   char     **name) /* of the parts */
{
  if (g_str_equal (lines->name, "FN"))
    take (&self->title, base_lines_dup_text (lines));
  else if (g_str_equal (lines->name, "N") && *name == NULL)
    {
      BaseCard part = { 0 };

      take_name (&part, lines);
      *name = part.title;
    }
  else if (g_str_equal (lines->name, "ORG"))
    take (&self->organization, base_lines_dup_field (lines, 0));
  else if (g_str_equal (lines->name, "TEL") || g_str_equal (lines->name, "EMAIL"))
    take_way (self, base_lines_dup_text (lines));
}

/* A name, and no way to a file. */
static GTimeZone *
find_zone (const char *name) /* (nullable) */
{
  if (name == NULL || name[0] == '\0' || name[0] == '/' || strlen (name) > MAX_ZONE_BYTES
      || strstr (name, "..") != NULL)
    return NULL;

  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("_+-/", *p) == NULL)
      return NULL;

  return g_time_zone_new_identifier (name);
}

static gboolean
read_digits (const char *text,
             guint       n_digits,
             int        *number)
{
  *number = 0;
  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *number = *number * 10 + (text[i] - '0');
    }

  return TRUE;
}

/* RFC 5545, 3.3.4 and 3.3.5. What has no zone, or one that nobody here knows, is meant for wherever
 * one is. */
static GDateTime *
read_time (BaseLines *lines,
           gboolean  *is_day)
{
  const char *text = lines->value;
  gsize length = strlen (text);
  g_autofree char *zone_name = base_lines_dup_parameter (lines, "TZID");
  g_autoptr(GTimeZone) zone = NULL;
  g_autoptr(GDateTime) time = NULL;
  int year, month, day, hour = 0, minute = 0, second = 0;

  *is_day = length == 8;
  if ((length != 8 && length != 15 && length != 16)
      || !read_digits (text, 4, &year) || !read_digits (text + 4, 2, &month)
      || !read_digits (text + 6, 2, &day)
      || (length > 8 && (text[8] != 'T' || !read_digits (text + 9, 2, &hour)
                         || !read_digits (text + 11, 2, &minute)
                         || !read_digits (text + 13, 2, &second)))
      || (length == 16 && text[15] != 'Z'))
    return NULL;

  zone = length == 16 ? g_time_zone_new_utc () : length == 8 ? NULL : find_zone (zone_name);
  if (zone == NULL)
    zone = g_time_zone_new_local ();
  time = g_date_time_new (zone, year, month, day, hour, minute, MIN (second, 59));
  return time != NULL ? g_date_time_to_local (time) : NULL;
}

static void
read_event_line (BaseCard  *self,
                 BaseLines *lines)
{
  gboolean is_day;

  if (g_str_equal (lines->name, "SUMMARY"))
    take (&self->title, base_lines_dup_text (lines));
  else if (g_str_equal (lines->name, "LOCATION"))
    take (&self->place, base_lines_dup_text (lines));
  else if (g_str_equal (lines->name, "RRULE") || g_str_equal (lines->name, "RDATE"))
    self->repeats = TRUE;
  else if (g_str_equal (lines->name, "DTSTART") && self->start == NULL)
    {
      self->start = read_time (lines, &is_day);
      self->is_days = is_day;
    }
  else if ((g_str_equal (lines->name, "DTEND") || g_str_equal (lines->name, "DUE"))
           && self->end == NULL)
    {
      self->end = read_time (lines, &is_day);
      /* 3.6.1: that day itself is not in it. */
      if (self->end != NULL && is_day)
        {
          GDateTime *last = g_date_time_add_days (self->end, -1);

          g_date_time_unref (self->end);
          self->end = last;
        }
    }
}

static BaseCardKind
get_kind (const char *value)
{
  if (g_ascii_strcasecmp (value, "VCARD") == 0)
    return BASE_CARD_CONTACT;

  return g_ascii_strcasecmp (value, "VEVENT") == 0 || g_ascii_strcasecmp (value, "VTODO") == 0
         ? BASE_CARD_EVENT : BASE_CARD_NONE;
}

/* Where one is in the file. */
typedef struct {
  BaseCardKind kinds[MAX_DEPTH];
  guint        depth; /* it may be more than that many */
} Place;

static void
begin (BaseCard   *self,
       Place      *place,
       const char *value)
{
  BaseCardKind kind = get_kind (value);

  if (place->depth < MAX_DEPTH)
    place->kinds[place->depth] = kind;
  place->depth++;
  if (kind != BASE_CARD_NONE && place->depth <= MAX_DEPTH
      && (self->kind == BASE_CARD_NONE || self->kind == kind))
    {
      self->kind = kind;
      self->n_cards++;
    }
}

/* An alarm within an event has texts as well. */
static BaseCardKind
get_inner (const Place *place)
{
  return place->depth > 0 && place->depth <= MAX_DEPTH ? place->kinds[place->depth - 1]
                                                       : BASE_CARD_NONE;
}

BaseCard *
base_card_read (const char *data,
                gsize       length)
{
  BaseCard *self = g_new0 (BaseCard, 1);
  g_auto(BaseLines) lines = { 0 };
  g_autofree char *name = NULL;
  Place place = { 0 };

  self->ways = g_ptr_array_new_with_free_func (g_free);
  base_lines_init (&lines, data, length);
  while (base_lines_next (&lines))
    {
      if (g_str_equal (lines.name, "BEGIN"))
        begin (self, &place, lines.value);
      else if (g_str_equal (lines.name, "END"))
        place.depth -= place.depth > 0 ? 1 : 0;
      else if (self->n_cards == 1 && get_inner (&place) == BASE_CARD_CONTACT)
        read_contact_line (self, &lines, &name);
      else if (self->n_cards == 1 && get_inner (&place) == BASE_CARD_EVENT)
        read_event_line (self, &lines);
    }

  if (self->title == NULL)
    self->title = g_steal_pointer (&name);
  if (self->start != NULL && self->end != NULL
      && g_date_time_compare (self->end, self->start) < 0)
    g_clear_pointer (&self->end, g_date_time_unref);
  return self;
}
