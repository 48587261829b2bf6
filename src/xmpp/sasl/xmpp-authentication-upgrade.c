/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the server what it needs to offer a stronger SCRAM next time: XEP-0480. It has no password,
 * only hashes of it, so that it takes the client to make another one.
 *
 *   <authenticate/> with <upgrade/> → … → <continue/> → <next/> → <task-data/> with a salt
 *     → <task-data/> with the salted password → <success/>, or the next <continue/>
 *
 * What is sent is as good as the password under that mechanism. So it is offered over a bound
 * channel only (XEP-0480, 5), to a server that has proved that it knows the password, for hashes
 * that are stronger than the one that was just used. */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-authentication.h"

#include <string.h>

#include "xmpp-authentication-private.h"
#include "xmpp-base64.h"
#include "xmpp-namespaces.h"
#include "xmpp-saslprep.h"

#define TASK_PREFIX    "UPGR-"
#define MAX_SALT_BYTES 1024

/* The salt on its way through the thread. */
typedef struct {
  XmppScramHash  hash;
  char          *password;
  GBytes        *salt;
  guint          iterations;
  guint8         salted[XMPP_SCRAM_MAX_BYTES];
} Upgrade;

static void
upgrade_free (gpointer data)
{
  Upgrade *self = data;

  g_clear_pointer (&self->password, xmpp_secret_free);
  g_clear_pointer (&self->salt, g_bytes_unref);
  xmpp_scram_forget (self->salted, sizeof self->salted);
  g_free (self);
}

static gboolean
read_task (const char    *task,
           XmppScramHash *hash)
{
  if (!g_str_has_prefix (task, TASK_PREFIX))
    return FALSE;

  for (int i = 0; i < (int) XMPP_SCRAM_N_HASHES; i++)
    if (g_str_equal (task + strlen (TASK_PREFIX), xmpp_scram_get_name ((XmppScramHash) i)))
      {
        *hash = (XmppScramHash) i;
        return TRUE;
      }
  return FALSE;
}

/* Asks for those that make us stronger. */
void
xmpp_authentication_add_upgrades (XmppAuthentication *self,
                                  XmppElement        *authenticate)
{
  XmppScramHash hash;

  self->upgrades = 0;
  self->is_upgrading = FALSE;
  if (self->choice.kind != XMPP_SASL_SCRAM_KIND || self->choice.binding == NULL
      || !xmpp_sasl_credentials_may_upgrade (self->credentials))
    return;

  for (gsize i = 0; self->upgrade_tasks != NULL && self->upgrade_tasks[i] != NULL; i++)
    if (read_task (self->upgrade_tasks[i], &hash) && hash > self->choice.hash
        && (self->upgrades & (1u << hash)) == 0)
      {
        self->upgrades |= 1u << hash;
        xmpp_element_add_text_child (authenticate, "upgrade", XMPP_NS_SASL_UPGRADE,
                                     self->upgrade_tasks[i]);
      }
}

/* Begins the first of @tasks that we asked for. Returns: whether there is one */
gboolean
xmpp_authentication_begin_upgrade (XmppAuthentication *self,
                                   const char *const  *tasks)
{
  XmppScramHash hash;

  for (gsize i = 0; tasks[i] != NULL; i++)
    if (read_task (tasks[i], &hash) && (self->upgrades & (1u << hash)) != 0)
      {
        g_debug ("Making a hash for %s", xmpp_scram_get_name (hash));
        self->upgrades &= ~(1u << hash);
        self->is_upgrading = TRUE;
        self->upgrading = hash;
        xmpp_authentication_say (self, xmpp_sasl_make_next (tasks[i]));
        return TRUE;
      }
  return FALSE;
}

/* Whoever cannot tell us what to do would not let us in the next time either. */
static void
give_up (XmppAuthentication *self,
         GError             *error)
{
  xmpp_sasl_credentials_skip_upgrades (self->credentials);
  xmpp_authentication_say (self, xmpp_sasl_make_abort (self->profile));
  xmpp_authentication_end (self, error);
}

static void
salt_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Upgrade *upgrade = task_data;
  g_autoptr(GError) error = NULL;
  char *prepared = xmpp_saslprep (upgrade->password, &error);

  if (prepared == NULL
      || !xmpp_scram_salt_password (upgrade->hash, prepared, upgrade->salt, upgrade->iterations,
                                    upgrade->salted, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);

  xmpp_secret_free (prepared);
}

static void
salted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  XmppAuthentication *self = XMPP_AUTHENTICATION (object);
  Upgrade *upgrade = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->state != AUTHENTICATION_COMPUTING)
    return;

  if (!done)
    give_up (self, g_steal_pointer (&error));
  else
    xmpp_authentication_say (self, xmpp_sasl_make_hash (upgrade->salted,
                                                        xmpp_scram_get_length (upgrade->hash)));
}

static gboolean
read_salt (Upgrade      *self,
           XmppElement  *element,
           GError      **error)
{
  XmppElement *salt = xmpp_element_get_child (element, "salt", XMPP_NS_SCRAM_UPGRADE);
  const char *iterations = NULL;
  g_autofree char *text = NULL;
  guint64 number = 0;

  if (salt != NULL)
    {
      iterations = xmpp_element_get_attribute (salt, "iterations");
      text = g_strstrip (g_strdup (xmpp_element_get_text (salt)));
      self->salt = xmpp_base64_decode (text, MAX_SALT_BYTES);
    }
  if (self->salt == NULL || g_bytes_get_size (self->salt) == 0 || iterations == NULL
      || !g_ascii_string_to_unsigned (iterations, 10, XMPP_SCRAM_MIN_ITERATIONS,
                                      XMPP_SCRAM_MAX_ITERATIONS, &number, NULL))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "A salt, or how often to use it, that is none");
      return FALSE;
    }

  self->iterations = (guint) number;
  return TRUE;
}

/* What the server says about the task that was begun. */
void
xmpp_authentication_go_on_upgrading (XmppAuthentication *self,
                                     XmppElement        *element)
{
  const char *password = xmpp_sasl_credentials_get_password (self->credentials);
  g_autoptr(GTask) task = NULL;
  Upgrade *upgrade = NULL;
  GError *error = NULL;

  if (!self->is_upgrading || password == NULL)
    {
      xmpp_authentication_end_with (self, XMPP_ERROR_MALFORMED, "A task that was not begun");
      return;
    }

  self->is_upgrading = FALSE;
  xmpp_authentication_stop_timer (self);
  task = g_task_new (self, g_task_get_cancellable (self->task), salted_cb, NULL);
  g_task_set_source_tag (task, xmpp_authentication_go_on_upgrading);
  g_task_set_return_on_cancel (task, TRUE);
  upgrade = g_new0 (Upgrade, 1);
  upgrade->hash = self->upgrading;
  upgrade->password = g_strdup (password);
  g_task_set_task_data (task, upgrade, upgrade_free);
  if (!read_salt (upgrade, element, &error))
    {
      give_up (self, error);
      g_task_return_boolean (task, FALSE);
      return;
    }

  self->state = AUTHENTICATION_COMPUTING;
  g_task_run_in_thread (task, salt_thread);
}
