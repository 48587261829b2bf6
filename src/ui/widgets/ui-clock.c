/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as people read them. */
#define G_LOG_DOMAIN "ui-clock"

#include "ui-clock.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

/* How often it looks whether a new day began. A timer until midnight would not do: it stands
 * still while the computer sleeps, and the zone may change. */
#define LOOK_S 60

struct _UiClock
{
  GObject    parent_instance;

  GSettings *settings; /* (nullable) the desktop's choice of 12 or 24 hours */
  GTimeZone *zone;     /* GLib would look for it anew, in files, for each time */
  gboolean   half_day; /* 12 hours */
  gint64     today;    /* day_number() */
  gint64     offset;   /* of the zone, in µs: who travels is elsewhere on the same day */
  guint      look_source;
};

G_DEFINE_FINAL_TYPE (UiClock, ui_clock, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GDateTime *
local_time (UiClock *self,
            gint64   time_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_to_timezone (time, self->zone) : NULL;
}

static gint64
day_number (GDateTime *time)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (time),
                  (GDateMonth) g_date_time_get_month (time),
                  (GDateYear) g_date_time_get_year (time));
  return g_date_get_julian (&date);
}

/* How many days ago; negative: in the future. */
static gint64
days_ago (UiClock   *self,
          GDateTime *time)
{
  g_autoptr(GDateTime) now = g_date_time_new_now (self->zone);

  return day_number (now) - day_number (time);
}

char *
ui_clock_format_time (UiClock *self,
                      gint64   time_us)
{
  g_autoptr(GDateTime) time = local_time (self, time_us);

  if (time_us == 0 || time == NULL)
    return g_strdup ("");
  /* Translators: a time of day with 12 hours, as strftime() formats it */
  return g_date_time_format (time, self->half_day ? _("%-I:%M %p") : "%H:%M");
}

char *
ui_clock_format_short (UiClock *self,
                       gint64   time_us)
{
  g_autoptr(GDateTime) time = local_time (self, time_us);
  g_autoptr(GDateTime) now = g_date_time_new_now (self->zone);
  gint64 ago;

  if (time_us == 0 || time == NULL)
    return g_strdup ("");

  ago = days_ago (self, time);
  if (ago == 0)
    return ui_clock_format_time (self, time_us);
  if (ago == 1)
    return g_strdup (_("Yesterday"));
  if (ago > 1 && ago < 7)
    return g_date_time_format (time, "%a");
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: day and short month, as strftime() formats it: "12 Mar" */
    return g_date_time_format (time, _("%-d %b"));
  return g_date_time_format (time, "%x");
}

char *
ui_clock_format_day (UiClock *self,
                     gint64   time_us)
{
  g_autoptr(GDateTime) time = local_time (self, time_us);
  g_autoptr(GDateTime) now = g_date_time_new_now (self->zone);
  gint64 ago;

  if (time_us == 0 || time == NULL)
    return g_strdup ("");

  ago = days_ago (self, time);
  if (ago == 0)
    return g_strdup (_("Today"));
  if (ago == 1)
    return g_strdup (_("Yesterday"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: weekday, day and month, as strftime() formats it: "Monday, 12 March" */
    return g_date_time_format (time, _("%A, %-d %B"));
  /* Translators: the same with the year: "Monday, 12 March 2024" */
  return g_date_time_format (time, _("%A, %-d %B %Y"));
}

char *
ui_clock_format_full (UiClock *self,
                      gint64   time_us)
{
  g_autoptr(GDateTime) time = local_time (self, time_us);

  if (time_us == 0 || time == NULL)
    return g_strdup ("");
  return g_date_time_format (time, self->half_day
                                     /* Translators: a full date and time with 12 hours */
                                     ? _("%A, %-d %B %Y, %-I:%M:%S %p")
                                     /* Translators: a full date and time with 24 hours */
                                     : _("%A, %-d %B %Y, %H:%M:%S"));
}

char *
ui_clock_format_ago (UiClock *self,
                     gint64   time_us)
{
  g_autoptr(GDateTime) time = local_time (self, time_us);
  g_autofree char *clock = NULL, *day = NULL;
  gint64 seconds, ago;

  if (time_us == 0 || time == NULL)
    return g_strdup ("");

  seconds = (g_get_real_time () - time_us) / G_USEC_PER_SEC;
  if (seconds < 60)
    return g_strdup (_("just now"));
  if (seconds < 60 * 60)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", (gulong) (seconds / 60)),
                            (int) (seconds / 60));

  clock = ui_clock_format_time (self, time_us);
  ago = days_ago (self, time);
  if (ago <= 0)
    /* Translators: %s is a time of day */
    return g_strdup_printf (_("today at %s"), clock);
  if (ago == 1)
    return g_strdup_printf (_("yesterday at %s"), clock);
  day = ui_clock_format_short (self, time_us);
  /* Translators: the first is a day, the second a time of day */
  return g_strdup_printf (_("%1$s at %2$s"), day, clock);
}

gboolean
ui_clock_is_same_day (UiClock *self,
                      gint64   a_us,
                      gint64   b_us)
{
  g_autoptr(GDateTime) a = local_time (self, a_us);
  g_autoptr(GDateTime) b = local_time (self, b_us);

  return a != NULL && b != NULL && day_number (a) == day_number (b);
}

static gboolean
look_around (UiClock *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  gint64 today = day_number (now);
  gint64 offset = g_date_time_get_utc_offset (now);
  gboolean is_new = self->today != today || self->offset != offset;

  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = g_time_zone_new_local ();
  self->today = today;
  self->offset = offset;
  return is_new;
}

void
ui_clock_look (UiClock *self)
{
  g_return_if_fail (UI_IS_CLOCK (self));

  if (look_around (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
look_cb (gpointer user_data)
{
  ui_clock_look (user_data);
  return G_SOURCE_CONTINUE;
}

static void
read_format (UiClock *self)
{
  g_autoptr(GVariant) chosen = NULL;
  g_autoptr(GDateTime) evening = g_date_time_new_utc (2000, 1, 1, 18, 0, 0);
  g_autofree char *sample = g_date_time_format (evening, "%X");

  /* Its default is 24 hours for everybody; only what somebody chose is heeded. */
  if (self->settings != NULL)
    chosen = g_settings_get_user_value (self->settings, "clock-format");
  if (chosen != NULL)
    self->half_day = g_str_equal (g_variant_get_string (chosen, NULL), "12h");
  else
    self->half_day = strstr (sample, "18") == NULL;
}

static void
format_changed_cb (UiClock *self)
{
  read_format (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ui_clock_dispose (GObject *object)
{
  UiClock *self = UI_CLOCK (object);

  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ui_clock_parent_class)->dispose (object);
}

static void
ui_clock_finalize (GObject *object)
{
  g_clear_pointer (&UI_CLOCK (object)->zone, g_time_zone_unref);

  G_OBJECT_CLASS (ui_clock_parent_class)->finalize (object);
}

static void
ui_clock_class_init (UiClockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_clock_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_clock_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", UI_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
ui_clock_init (UiClock *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, "org.gnome.desktop.interface", TRUE);
  if (schema != NULL && g_settings_schema_has_key (schema, "clock-format"))
    {
      self->settings = g_settings_new_full (schema, NULL, NULL);
      g_signal_connect_object (self->settings, "changed::clock-format",
                               G_CALLBACK (format_changed_cb), self, G_CONNECT_SWAPPED);
    }
  read_format (self);

  look_around (self);
  self->look_source = g_timeout_add_seconds (LOOK_S, look_cb, self);
}

UiClock *
ui_clock_new (void)
{
  return g_object_new (UI_TYPE_CLOCK, NULL);
}
