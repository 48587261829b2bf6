/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that look alike, UTS #39, 4, through ICU. Nearly all are of ASCII, for which a table does
 * the same. */
#define G_LOG_DOMAIN "xmpp-skeleton"

#include "xmpp-skeleton.h"

#include "base-text.h"

#include <string.h>
#include <unicode/uspoof.h>

/* A nick may be as long as a resource: RFC 7622, 3.4 */
#define MAX_BYTES 1024

/* One character may become some, of three bytes each. */
#define MAX_SKELETON_BYTES (12 * MAX_BYTES)

struct _XmppSkeletons
{
  USpoofChecker *checker;    /* (nullable): there is none; then only ASCII looks alike */
  char          *ascii[128]; /* what becomes of each */
};

/* (nullable) */
static char *
ask_once (XmppSkeletons *self,
          const char    *name)
{
  UErrorCode status = U_ZERO_ERROR;
  g_autofree char *skeleton = g_malloc (MAX_SKELETON_BYTES + 1);
  int32_t length = self->checker != NULL
                   ? uspoof_getSkeletonUTF8 (self->checker, 0, name, -1, skeleton,
                                             MAX_SKELETON_BYTES, &status)
                   : -1;

  if (length < 0 || length > MAX_SKELETON_BYTES || U_FAILURE (status))
    return NULL;

  skeleton[length] = '\0';
  return g_utf8_casefold (skeleton, length);
}

/* Twice, as a large letter and a small one look like different others. (nullable) */
static char *
ask (XmppSkeletons *self,
     const char    *name)
{
  g_autofree char *skeleton = ask_once (self, name);

  return skeleton != NULL ? ask_once (self, skeleton) : NULL;
}

/**
 * xmpp_skeletons_new:
 *
 * Returns: (transfer full): what makes skeletons
 */
XmppSkeletons *
xmpp_skeletons_new (void)
{
  XmppSkeletons *self = g_new0 (XmppSkeletons, 1);
  UErrorCode status = U_ZERO_ERROR;

  self->checker = uspoof_open (&status);
  if (U_FAILURE (status))
    g_clear_pointer (&self->checker, uspoof_close);
  for (int i = 1; i < 128; i++)
    {
      const char letter[] = { (char) i, '\0' };

      self->ascii[i] = ask (self, letter);
      if (self->ascii[i] == NULL)
        self->ascii[i] = g_ascii_strdown (letter, 1);
    }
  return self;
}

/**
 * xmpp_skeletons_free:
 * @self: (nullable): what makes skeletons
 *
 * Frees @self.
 */
void
xmpp_skeletons_free (XmppSkeletons *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->checker, uspoof_close);
  for (gsize i = 0; i < G_N_ELEMENTS (self->ascii); i++)
    g_free (self->ascii[i]);
  g_free (self);
}

static char *
make_of_ascii (XmppSkeletons *self,
               const char    *name)
{
  GString *skeleton = g_string_sized_new (2 * strlen (name) + 1);

  for (; *name != '\0'; name++)
    g_string_append (skeleton, self->ascii[(guchar) *name]);
  return g_string_free (skeleton, FALSE);
}

/**
 * xmpp_skeletons_make:
 * @self: what makes skeletons
 * @name: a name, as people see it
 *
 * Names with the same skeleton look the same, or nearly so: "Juliet" and "JuIiet", with a Cyrillic
 * letter among the Latin ones, with something in it that cannot be seen, or in other letters of the
 * same alphabet, large and small.
 *
 * Returns: (transfer full): its skeleton, which is for nobody to see
 */
char *
xmpp_skeletons_make (XmppSkeletons *self,
                     const char    *name)
{
  g_autofree char *clean = NULL;
  char *skeleton = NULL;

  if (g_str_is_ascii (name))
    return make_of_ascii (self, name);

  clean = base_text_clean (name, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI | BASE_TEXT_NO_UNSEEN);
  if (g_str_is_ascii (clean))
    return make_of_ascii (self, clean);
  if (strlen (clean) <= MAX_BYTES)
    skeleton = ask (self, clean);
  return skeleton != NULL ? skeleton : g_utf8_casefold (clean, -1);
}
