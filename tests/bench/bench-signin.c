/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long signing in takes: from the start of a session until it is bound, for signin.py. The first
 * run of a process also reads the trusted certificates and derives keys, so it does not count. */
#include <locale.h>

#include "xmpp-error.h"
#include "xmpp-session.h"
#include "xmpp-token-store.h"

#define BENCH_TYPE_PROMPT (bench_prompt_get_type ())
G_DECLARE_FINAL_TYPE (BenchPrompt, bench_prompt, BENCH, PROMPT, GObject)

struct _BenchPrompt
{
  GObject  parent_instance;
  char    *password;
};

static void
bench_prompt_ask_async (XmppSaslPrompt      *prompt,
                        const char          *address,
                        gboolean             retry,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (prompt, cancellable, callback, user_data);

  if (retry)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_CANCELLED_BY_USER, "Wrong password");
  else
    g_task_return_pointer (task, g_strdup (BENCH_PROMPT (prompt)->password), g_free);
}

static char *
bench_prompt_ask_finish (XmppSaslPrompt  *prompt,
                         GAsyncResult    *result,
                         GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
prompt_iface_init (XmppSaslPromptInterface *iface)
{
  iface->ask_async = bench_prompt_ask_async;
  iface->ask_finish = bench_prompt_ask_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchPrompt, bench_prompt, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_SASL_PROMPT, prompt_iface_init))

static void
bench_prompt_finalize (GObject *object)
{
  g_free (BENCH_PROMPT (object)->password);
  G_OBJECT_CLASS (bench_prompt_parent_class)->finalize (object);
}

static void
bench_prompt_class_init (BenchPromptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bench_prompt_finalize;
}

static void
bench_prompt_init (BenchPrompt *self)
{
}

/* Keeps a token as long as the program runs. */
#define BENCH_TYPE_STORE (bench_store_get_type ())
G_DECLARE_FINAL_TYPE (BenchStore, bench_store, BENCH, STORE, GObject)

struct _BenchStore
{
  GObject  parent_instance;
  char    *token; /* (nullable) */
};

static void
bench_store_load_async (XmppTokenStore      *store,
                        const char          *address,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_return_pointer (task, g_strdup (BENCH_STORE (store)->token), g_free);
}

static char *
bench_store_load_finish (XmppTokenStore  *store,
                         GAsyncResult    *result,
                         GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
bench_store_store (XmppTokenStore *store,
                   const char     *address,
                   const char     *token)
{
  g_free (BENCH_STORE (store)->token);
  BENCH_STORE (store)->token = g_strdup (token);
}

static void
bench_store_forget (XmppTokenStore *store,
                    const char     *address)
{
  g_clear_pointer (&BENCH_STORE (store)->token, g_free);
}

static void
store_iface_init (XmppTokenStoreInterface *iface)
{
  iface->load_async = bench_store_load_async;
  iface->load_finish = bench_store_load_finish;
  iface->store = bench_store_store;
  iface->forget = bench_store_forget;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchStore, bench_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_TOKEN_STORE, store_iface_init))

static void
bench_store_finalize (GObject *object)
{
  g_free (BENCH_STORE (object)->token);
  G_OBJECT_CLASS (bench_store_parent_class)->finalize (object);
}

static void
bench_store_class_init (BenchStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bench_store_finalize;
}

static void
bench_store_init (BenchStore *self)
{
}

static void
traffic_cb (XmppSession *session,
            gboolean     sent,
            const char  *xml,
            gpointer     user_data)
{
  g_print ("%s %s\n", sent ? "→" : "←", xml);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  xmpp_session_stop_finish (XMPP_SESSION (object), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static void
stop (XmppSession *session)
{
  gboolean stopped = FALSE;

  xmpp_session_stop_async (session, NULL, stopped_cb, &stopped);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
}

/* Signs in and out once. Returns milliseconds, or a negative number. */
static double
run_once (XmppSession *session)
{
  gint64 start_us = g_get_monotonic_time ();
  gint64 end_us = 0;

  xmpp_session_start (session);
  while (xmpp_session_get_state (session) != XMPP_SESSION_ONLINE
         && xmpp_session_get_error (session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  end_us = g_get_monotonic_time ();

  if (xmpp_session_get_error (session) != NULL)
    {
      g_printerr ("%s\n", xmpp_session_get_error (session)->message);
      return -1;
    }
  return (double) (end_us - start_us) / 1000;
}

static void
print_info (XmppSession *session)
{
  XmppSessionInfo info;

  xmpp_session_get_info (session, &info);
  g_print ("%s:%u %s %s %s %s%s%s%s\n", info.host, info.port,
           info.direct_tls ? "direct" : "starttls", info.tls_version, info.cipher, info.mechanism,
           info.channel_binding != NULL ? " bound by " : "",
           info.channel_binding != NULL ? info.channel_binding : "", info.sasl2 ? " SASL2" : "");
}

static void
print_run (XmppSession *session,
           gboolean     is_first,
           double       ms)
{
  XmppSessionInfo info;

  xmpp_session_get_info (session, &info);
  g_print ("%s: %.2f ms, %u round trips, %" G_GUINT64_FORMAT " bytes%s\n",
           is_first ? "first" : "run", ms, info.round_trips, info.bytes_sent + info.bytes_received,
           info.fast ? ", token" : "");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *address_text = NULL;
  g_autofree char *password = NULL;
  g_autofree char *host = NULL;
  g_autofree char *ca_file = NULL;
  g_autofree char *tls = NULL;
  gboolean trace = FALSE;
  gboolean fresh = FALSE;
  gboolean plain = FALSE;
  gboolean tokens = FALSE;
  int port = 0;
  int runs = 20;
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &address_text, NULL, NULL },
    { "password", 0, 0, G_OPTION_ARG_STRING, &password, NULL, NULL },
    { "host", 0, 0, G_OPTION_ARG_STRING, &host, NULL, NULL },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, NULL, NULL },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, NULL, NULL },
    { "tls", 0, 0, G_OPTION_ARG_STRING, &tls, NULL, NULL },
    { "runs", 0, 0, G_OPTION_ARG_INT, &runs, NULL, NULL },
    { "fresh", 0, 0, G_OPTION_ARG_NONE, &fresh, "A new session each time: keys are derived", NULL },
    { "plain", 0, 0, G_OPTION_ARG_NONE, &plain, NULL, NULL },
    { "tokens", 0, 0, G_OPTION_ARG_NONE, &tokens, "From the second run on with a token", NULL },
    { "trace", 0, 0, G_OPTION_ARG_NONE, &trace, NULL, NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) options = g_option_context_new (NULL);
  g_autoptr(XmppAddress) address = NULL;
  g_autoptr(XmppSession) session = NULL;
  g_autoptr(BenchPrompt) prompt = g_object_new (BENCH_TYPE_PROMPT, NULL);
  g_autoptr(BenchStore) store = g_object_new (BENCH_TYPE_STORE, NULL);
  g_autoptr(GError) error = NULL;
  XmppSessionConfig config = { 0 };

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error)
      || (address = xmpp_address_parse (address_text != NULL ? address_text : "", &error)) == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  prompt->password = g_strdup (password);
  config.host = host;
  config.port = (guint16) port;
  config.ca_file = ca_file;
  config.allow_plain = plain;
  config.software = "Charla";
  config.user_agent = "d4565fa7-4d72-4749-b3d3-740edbf87770";
  config.carbons = TRUE;
  if (g_strcmp0 (tls, "direct") == 0)
    config.tls = XMPP_TLS_DIRECT;

  for (int i = 0; i < runs; i++)
    {
      double ms = 0;

      if (session == NULL || fresh)
        {
          g_clear_object (&session);
          session = xmpp_session_new (address);
          xmpp_session_set_config (session, &config);
          xmpp_session_set_prompt (session, XMPP_SASL_PROMPT (prompt));
          if (tokens)
            xmpp_session_set_token_store (session, XMPP_TOKEN_STORE (store));
          if (trace)
            g_signal_connect (session, "traffic", G_CALLBACK (traffic_cb), NULL);
        }

      ms = run_once (session);
      if (ms < 0)
        return 1;
      if (i == 0)
        print_info (session);
      print_run (session, i == 0, ms);
      stop (session);
    }
  return 0;
}
