/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person says of themselves (XEP-0054), as plain properties. */
#define G_LOG_DOMAIN "chat-profile"

#include "chat-profile.h"

enum {
  PROP_FULL_NAME = 1,
  PROP_NICKNAME,
  PROP_EMAIL,
  PROP_PHONE,
  PROP_ORGANIZATION,
  PROP_JOB_TITLE,
  PROP_BIRTHDAY,
  PROP_URL,
  PROP_NOTE,
  N_PROPS,
};

struct _ChatProfile
{
  GObject  parent_instance;

  char    *values[N_PROPS]; /* each (nullable) */
};

G_DEFINE_FINAL_TYPE (ChatProfile, chat_profile, G_TYPE_OBJECT)

static const char *const names[N_PROPS] = {
  [PROP_FULL_NAME] = "full-name",
  [PROP_NICKNAME] = "nickname",
  [PROP_EMAIL] = "email",
  [PROP_PHONE] = "phone",
  [PROP_ORGANIZATION] = "organization",
  [PROP_JOB_TITLE] = "job-title",
  [PROP_BIRTHDAY] = "birthday",
  [PROP_URL] = "url",
  [PROP_NOTE] = "note",
};

static GParamSpec *props[N_PROPS];

static void
chat_profile_finalize (GObject *object)
{
  ChatProfile *self = CHAT_PROFILE (object);

  for (guint i = 1; i < N_PROPS; i++)
    g_clear_pointer (&self->values[i], g_free);

  G_OBJECT_CLASS (chat_profile_parent_class)->finalize (object);
}

static void
chat_profile_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ChatProfile *self = CHAT_PROFILE (object);

  if (prop_id == 0 || prop_id >= N_PROPS)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  g_value_set_string (value, self->values[prop_id]);
}

static void
chat_profile_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  ChatProfile *self = CHAT_PROFILE (object);

  if (prop_id == 0 || prop_id >= N_PROPS)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  if (g_strcmp0 (self->values[prop_id], g_value_get_string (value)) == 0)
    return;

  g_free (self->values[prop_id]);
  self->values[prop_id] = g_value_dup_string (value);
  g_object_notify_by_pspec (object, props[prop_id]);
}

static void
chat_profile_class_init (ChatProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = chat_profile_finalize;
  object_class->get_property = chat_profile_get_property;
  object_class->set_property = chat_profile_set_property;

  for (guint i = 1; i < N_PROPS; i++)
    props[i] = g_param_spec_string (names[i], NULL, NULL, NULL,
                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                    | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_profile_init (ChatProfile *self)
{
}

ChatProfile *
chat_profile_new (void)
{
  return g_object_new (CHAT_TYPE_PROFILE, NULL);
}
