/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clang reads once for all files of a library. No file may count on it: gcc has none of it. */
#include <gio/gio.h>
#include <string.h>
