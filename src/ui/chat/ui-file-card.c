/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file of contacts or of a calendar holds, in a card. */
#define G_LOG_DOMAIN "ui-file-card"

#include "ui-file-card.h"

#include "chat-card.h"

#include <glib/gi18n.h>

static void
append_line (GString    *text,
             const char *line) /* (nullable) */
{
  if (line != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static char *
dup_day (GDateTime *time)
{
  return g_date_time_format (time, _("%A, %-d %B %Y"));
}

static gboolean
is_same_day (GDateTime *one,
             GDateTime *other)
{
  return g_date_time_get_year (one) == g_date_time_get_year (other)
         && g_date_time_get_day_of_year (one) == g_date_time_get_day_of_year (other);
}

/* When an event is, where one is oneself. */
static char *
dup_when (const BaseCard *said)
{
  g_autofree char *day = dup_day (said->start);
  g_autofree char *hour = said->is_days ? NULL : g_date_time_format (said->start, "%H:%M");
  g_autofree char *start = hour != NULL ? g_strdup_printf ("%s, %s", day, hour) : g_strdup (day);
  g_autofree char *end = NULL;

  if (said->end == NULL || (said->is_days && is_same_day (said->start, said->end)))
    return g_steal_pointer (&start);

  if (said->is_days)
    end = dup_day (said->end);
  else if (is_same_day (said->start, said->end))
    end = g_date_time_format (said->end, "%H:%M");
  else
    {
      g_autofree char *last = dup_day (said->end);
      g_autofree char *until = g_date_time_format (said->end, "%H:%M");

      end = g_strdup_printf ("%s, %s", last, until);
    }
  /* U+2060: what belongs together does not end up on two lines. */
  return g_strdup_printf (is_same_day (said->start, said->end) ? "%s\u2060–\u2060%s" : "%s – %s",
                          start, end);
}

static void
show (UiCardView     *card,
      const BaseCard *said)
{
  gboolean is_event = said->kind == BASE_CARD_EVENT;
  guint n_others = said->n_cards > 0 ? said->n_cards - 1 : 0;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *when = is_event && said->start != NULL ? dup_when (said) : NULL;
  g_autofree char *others = NULL;
  const char *usual = is_event ? _("Event") : _("Contact");

  append_line (text, when);
  append_line (text, said->place);
  append_line (text, said->organization);
  for (guint i = 0; i < said->ways->len; i++)
    append_line (text, g_ptr_array_index (said->ways, i));
  if (n_others > 0)
    /* Translators: contacts, or events of a calendar, in a file, besides the one that is shown */
    others = g_strdup_printf (ngettext ("and %u more", "and %u more", n_others), n_others);
  else if (said->repeats)
    /* Translators: of an event of a calendar */
    others = g_strdup (_("Repeats"));
  ui_card_view_set (card, is_event ? "x-office-calendar-symbolic" : "avatar-default-symbolic",
                    others, said->title != NULL ? said->title : usual,
                    text->len > 0 ? text->str : NULL, NULL);
  ui_card_view_add_action (card, _("_Open"), "message.open-card");
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiCardView) card = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BaseCard) said = chat_card_load_finish (CHAT_FILE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (said != NULL && said->kind != BASE_CARD_NONE)
    show (card, said);
  else
    ui_card_view_set (card, "dialog-question-symbolic", NULL,
                      _("What this file holds cannot be told."), NULL, NULL);
}

void
ui_file_card_fill (UiCardView *card,
                   ChatFile   *file)
{
  g_return_if_fail (UI_IS_CARD_VIEW (card));
  g_return_if_fail (CHAT_IS_FILE (file));

  ui_card_view_set (card, "text-x-generic-symbolic", NULL, chat_file_get_name (file), NULL, NULL);
  chat_card_load_async (file, ui_card_view_get_cancellable (card), loaded_cb,
                        g_object_ref (card));
}
