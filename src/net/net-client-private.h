/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-passage.h"

G_BEGIN_DECLS

typedef struct _NetClient NetClient;

/* borrowed */
const NetWay *net_client_get_way (NetClient *self);

G_END_DECLS
