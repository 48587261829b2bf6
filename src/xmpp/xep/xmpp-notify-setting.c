/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-notify-setting.c: which messages of a conversation are worth a notification: XEP-0492
 * 0.2.0. */
#define G_LOG_DOMAIN "xmpp-bookmarks"

#include "xmpp-notify-setting.h"

#include "xmpp-namespaces.h"

/* What we are: XEP-0030. */
#define OWN_CATEGORY "client"
#define OWN_TYPE     "pc"

static const char *const names[] = {
  [XMPP_NOTIFY_DEFAULT] = NULL,
  [XMPP_NOTIFY_ALWAYS] = "always",
  [XMPP_NOTIFY_ON_MENTION] = "on-mention",
  [XMPP_NOTIFY_NEVER] = "never",
};

static XmppNotifySetting
parse (XmppElement *element)
{
  for (guint i = XMPP_NOTIFY_ALWAYS; i < G_N_ELEMENTS (names); i++)
    if (xmpp_element_is (element, names[i], XMPP_NS_NOTIFY))
      return (XmppNotifySetting) i;

  return XMPP_NOTIFY_DEFAULT;
}

/* XEP-0492, 3: how well an element fits us: 3 our kind of device, 2 our category, 1 everybody,
 * 0 not at all. */
static guint
get_specificity (XmppElement *element)
{
  const char *category = xmpp_element_get_attribute (element, "identity-category");
  const char *type = xmpp_element_get_attribute (element, "identity-type");

  if (parse (element) == XMPP_NOTIFY_DEFAULT)
    return 0;
  if (category == NULL)
    return type == NULL ? 1 : 0;
  if (g_strcmp0 (category, OWN_CATEGORY) != 0)
    return 0;
  if (type == NULL)
    return 2;

  return g_strcmp0 (type, OWN_TYPE) == 0 ? 3 : 0;
}

/* (nullable): of several that fit as well, the first one. */
static XmppElement *
find_ours (XmppElement *notify)
{
  XmppElement *best = NULL;
  guint best_specificity = 0;

  for (XmppElement *child = xmpp_element_get_first_child (notify);
       child != NULL;
       child = xmpp_element_get_next (child))
    {
      guint specificity = get_specificity (child);

      if (specificity > best_specificity)
        {
          best = child;
          best_specificity = specificity;
        }
    }

  return best;
}

static gboolean
has_specificity (XmppElement *notify,
                 guint        specificity)
{
  for (XmppElement *child = xmpp_element_get_first_child (notify);
       child != NULL;
       child = xmpp_element_get_next (child))
    if (get_specificity (child) == specificity)
      return TRUE;

  return FALSE;
}

static XmppElement *
find_notify (XmppElement *extensions)
{
  return extensions != NULL ? xmpp_element_get_child (extensions, "notify", XMPP_NS_NOTIFY) : NULL;
}

/**
 * xmpp_notify_setting_read:
 * @extensions: (nullable): what may hold a <notify/>
 *
 * Returns: the setting for devices such as ours
 */
XmppNotifySetting
xmpp_notify_setting_read (XmppElement *extensions)
{
  XmppElement *notify = find_notify (extensions);
  XmppElement *ours = notify != NULL ? find_ours (notify) : NULL;

  return ours != NULL ? parse (ours) : XMPP_NOTIFY_DEFAULT;
}

/* Puts one element in the place of all that are for the same devices: "there SHALL NOT be more than
 * one". What others understand and we do not goes along: XEP-0492, 3. @name: NULL: none, but where
 * there is such a thing. */
static void
replace_setting (XmppElement *notify,
                 guint        specificity,
                 const char  *name)
{
  static const char *const categories[] = { NULL, NULL, OWN_CATEGORY, OWN_CATEGORY };
  static const char *const types[] = { NULL, NULL, NULL, OWN_TYPE };
  g_autoptr(XmppElement) settings = xmpp_element_new ("settings", XMPP_NS_NOTIFY);
  XmppElement *element;
  XmppElement *next;

  for (XmppElement *child = xmpp_element_get_first_child (notify); child != NULL; child = next)
    {
      next = xmpp_element_get_next (child);
      if (get_specificity (child) != specificity)
        continue;

      for (XmppElement *more = xmpp_element_get_first_child (child);
           more != NULL;
           more = xmpp_element_get_next (more))
        xmpp_element_append_copy (settings, more);
      xmpp_element_remove_child (notify, child);
    }

  if (name == NULL && xmpp_element_get_first_child (settings) == NULL)
    return;

  element = xmpp_element_add_child (notify, name != NULL ? name : names[XMPP_NOTIFY_ALWAYS], NULL);
  xmpp_element_set_attribute (element, "identity-category", categories[specificity]);
  xmpp_element_set_attribute (element, "identity-type", types[specificity]);
  for (XmppElement *more = xmpp_element_get_first_child (settings);
       more != NULL;
       more = xmpp_element_get_next (more))
    xmpp_element_append_copy (element, more);
}

/**
 * xmpp_notify_setting_write:
 * @self: the setting for devices such as ours
 * @extensions: an element that is being built, to hold the <notify/>
 *
 * Sets it where it was set: for devices such as ours, or else for everybody. With
 * %XMPP_NOTIFY_DEFAULT nothing is set there any more; what is set for everybody may speak then.
 */
void
xmpp_notify_setting_write (XmppNotifySetting  self,
                           XmppElement       *extensions)
{
  XmppElement *notify;
  XmppElement *ours;

  g_return_if_fail (extensions != NULL);

  if (xmpp_notify_setting_read (extensions) == self)
    return;

  notify = find_notify (extensions);
  if (notify == NULL)
    notify = xmpp_element_add_child (extensions, "notify", XMPP_NS_NOTIFY);

  ours = find_ours (notify);
  replace_setting (notify, ours != NULL ? get_specificity (ours) : 1, names[self]);

  /* XEP-0492, 3: "If a fallback element [...] isn't present, the application SHOULD add it". */
  if (self != XMPP_NOTIFY_DEFAULT && !has_specificity (notify, 1))
    xmpp_element_add_child (notify, names[self], NULL);
  if (xmpp_element_get_first_child (notify) == NULL)
    xmpp_element_remove_child (extensions, notify);
}
