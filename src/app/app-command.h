/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The subcommands: a thin client of the D-Bus door. Exit status: 0 done, 1 refused or failed,
 * 2 called wrongly, 3 Charla is not running. */
enum {
  APP_EXIT_FAILED = 1,
  APP_EXIT_USAGE = 2,
  APP_EXIT_NOT_RUNNING = 3,
};

/* Which options a command takes. */
typedef enum {
  APP_OPTION_ACCOUNT = 1 << 0,
  APP_OPTION_PASSWORD = 1 << 1,
  APP_OPTION_SERVER = 1 << 2,
  APP_OPTION_WAIT = 1 << 3,    /* --no-wait */
  APP_OPTION_TIMEOUT = 1 << 4,
  APP_OPTION_LIMIT = 1 << 5,
  APP_OPTION_BEFORE = 1 << 6,
  APP_OPTION_WITH = 1 << 7,
  APP_OPTION_NAME = 1 << 8,
  APP_OPTION_GROUPS = 1 << 9,
  APP_OPTION_FIELDS = 1 << 10,
  APP_OPTION_REPORT = 1 << 11,
  APP_OPTION_UNREGISTER = 1 << 12,
  APP_OPTION_STATE = 1 << 13,  /* --wait STATE */
  APP_OPTION_REMEMBER = 1 << 14,
  APP_OPTION_FROM_NOW_ON = 1 << 15,
  APP_OPTION_CORRECT = 1 << 16,
  APP_OPTION_NICK = 1 << 17,
  APP_OPTION_REASON = 1 << 18,
  APP_OPTION_SETTINGS = 1 << 19, /* --set NAME=VALUE */
  APP_OPTION_CREATE = 1 << 20,
  APP_OPTION_SERVICE = 1 << 21,
  APP_OPTION_FILE = 1 << 22, /* and --resize */
  APP_OPTION_DIRECT = 1 << 23,
  APP_OPTION_FORWARD = 1 << 24, /* --to and --comment */
} AppOptions;

/* One run of a command. */
typedef struct {
  GDBusConnection *bus;
  char           **args;       /* what is left after the options */
  guint            n_args;
  gboolean         json;
  char            *account;    /* "" when not given */
  gboolean         password_stdin;
  gboolean         no_remember;
  char            *host;       /* (nullable), as the next ones */
  int              port;
  char            *tls;
  char            *ca_file;
  gboolean         allow_plain;
  char            *proxy;
  gboolean         no_wait;
  int              timeout_s;  /* 0: not given */
  int              limit;      /* 0: not given */
  char            *before;
  char            *correct;
  char           **files;
  char           **to;
  char            *comment;
  gboolean         direct;
  gboolean         resize;
  char            *with;
  char            *name;
  char            *nick;
  char            *reason;
  char           **settings;
  char            *address;
  gboolean         is_public;
  char            *service;
  char            *search;
  char           **groups;
  char           **fields;
  char            *invitation;
  gboolean         report;
  gboolean         unregister;
  gboolean         from_now_on;
  char            *wait_state;
} AppCall;

typedef struct {
  const char *name;
  const char *sub;      /* (nullable): the second word */
  const char *usage;    /* what follows */
  const char *summary;  /* translatable */
  guint       min_args;
  guint       max_args;
  AppOptions  options;
  int       (*run) (AppCall *call);
} AppCommand;

/* How long to wait: as given, or the usual. */
guint app_call_timeout (AppCall *call);

/* Tables, each ended by an entry without a name. */
extern const AppCommand app_account_commands[];
extern const AppCommand app_contact_commands[];
extern const AppCommand app_message_commands[];
extern const AppCommand app_room_admin_commands[];
extern const AppCommand app_room_commands[];
extern const AppCommand app_space_commands[];
extern const AppCommand app_watch_commands[];

G_END_DECLS
