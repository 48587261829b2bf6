/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChatSpace ChatSpace;

struct _ChatSpace
{
  GObject     parent_instance;

  char       *account_address;
  char       *id;
  char       *name;
  char        color[8];
  guint       position;
  GPtrArray  *members;    /* owned char * */
  GListStore *rooms;      /* ChatSpaceRoom: of the server's space */
  GHashTable *is_member;  /* borrowed from @members and @rooms */
  char       *service;    /* (nullable): whose space it shows */
  char       *node;       /* (nullable): which; there whenever @service is */
  guint       unread;

  gboolean    is_owned;   /* its service lets us set it */
  gboolean    is_untold;  /* other devices do not know yet how it is */
  guint       n_changes;  /* so that it is seen whether they know the newest */
};

ChatSpace *chat_space_new          (const char *account_address,
                                    const char *id) G_GNUC_WARN_UNUSED_RESULT;
gboolean   chat_space_set_name     (ChatSpace  *self,
                                    const char *name);
/* @members: of char *, copied. Whether it is another name, they are others than before */
gboolean   chat_space_set_members  (ChatSpace  *self,
                                    GPtrArray  *members);
/* @rooms: of ChatSpaceRoom. Likewise */
gboolean   chat_space_set_rooms    (ChatSpace  *self,
                                    GPtrArray  *rooms);
void       chat_space_set_unread   (ChatSpace  *self,
                                    guint       unread);

G_END_DECLS
