#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the source keeps its layers and its house style; prints TAP."""
import collections
import pathlib
import re
import sys

# A layer may include headers of itself and of these layers, and these system headers besides GLib's.
LAYERS = {
    "base":    ((), r"$^"),
    "xmpp":    (("base",), r"libxml/|gnutls/|unicode/|libsoup/|json-glib/|netinet/tcp\.h|ifaddrs\.h|net/if\.h"),
    "crypto":  (("base",), r"omemo/|gcrypt|gnutls/"),
    "archive": (("base",), r"sqlite3\.h"),
    "media":   (("base",), r"gst/|nice/|gdk-pixbuf/|(seccomp|fcntl|sched|malloc|poll)\.h"),
    "net":     (("base",), r"libsoup/|gnutls/|libxml/|fcntl\.h"),
    "model":   (("base", "xmpp", "crypto", "archive", "media", "net"), r"$^"),
    "desktop": (("base", "model"), r"libnotify/|libsecret/|xcb/|charla-"),
    "ui":      (("base", "model"), r"gtk/|adwaita\.h|gtksourceview/"),
    "app":     (("base", "xmpp", "crypto", "archive", "media", "net", "model", "desktop", "ui"),
                r"gtk/|adwaita\.h|json-glib/|termios\.h|signal\.h"),
}
ALWAYS = r"(glib|gio|gobject|gmodule)|(config|stdio|stdlib|time|string|errno|math|locale|sys/\w+|unistd|stdint)\.h"
MAX_LINES, MAX_FUNCTION, MAX_COLUMNS = 800, 80, 100

RULES = [
    (r"\t", "a tab"),
    (r"[ \t]+$", "white space at the end of the line"),
    (r"\bg_auto(ptr|free|list)?\b[^=;]*;$", "an auto variable without a value"),
    (r"^[^\"/*#]*\b(?!g_auto|sizeof|G_DEFINE|_Static)[a-z]\w*\((?!\w+\) \()", "no space before ("),
    (r"\bg_object_set_data\b", "a hidden field: g_object_set_data"),
    (r"\bG_DEFINE_TYPE\b", "say G_DEFINE_FINAL_TYPE, or why not"),
    (r"\bg_main_context_iteration\b|\bg_main_loop_run\b", "a nested main loop"),
    (r"^\s*//", "a // comment"),
    (r"\b(system|popen|wordexp|g_spawn_command_line_\w+|g_app_info_create_from_commandline) \(", "a shell"),
    (r"\b(tmpnam|tempnam|mktemp|g_get_tmp_dir|g_mkstemp\w*) \(|\"/tmp", "a name in a folder of everybody's"),
]

# A thread or a process that lives by a loop of its own does not nest it.
EXCEPTIONS = {("desktop-notify-thread.c", "a nested main loop"),
              ("recorder-main.c", "a nested main loop"), ("speaker-main.c", "a nested main loop"),
              ("app-command-watch.c", "a nested main loop")}


def check(root):
    owner = {h.name: h.relative_to(root).parts[0] for h in root.glob("*/**/*.h")}
    knows = {}
    for path in sorted(root.glob("*/**/*.[ch]")):
        layer = path.relative_to(root).parts[0]
        allowed, system = LAYERS[layer]
        lines = path.read_text().splitlines()
        start = None
        if len(lines) > MAX_LINES:
            yield path, len(lines), f"{len(lines)} lines, more than {MAX_LINES}"
        for n, line in enumerate(lines, 1):
            if include := re.match(r'#include\s+([<"])(.+)[>"]', line):
                kind, name = include.groups()
                theirs = owner.get(pathlib.PurePath(name).name)
                if theirs and path.stem != pathlib.PurePath(name).stem:
                    knows.setdefault(path.stem, set()).add(pathlib.PurePath(name).stem)
                if kind == '"' and theirs and theirs not in (layer, *allowed):
                    yield path, n, f"{layer} must not know {theirs}: {name}"
                if kind == "<" and not re.match(ALWAYS, name) and not re.match(system, name):
                    yield path, n, f"{layer} must not use <{name}>"
            if len(line) > MAX_COLUMNS:
                yield path, n, f"more than {MAX_COLUMNS} columns"
            for pattern, why in RULES:
                if re.search(pattern, line) and (path.name, why) not in EXCEPTIONS:
                    yield path, n, why
            if line == "{":
                start = n
            elif line == "}" and start:
                if n - start > MAX_FUNCTION and "_class_init" not in lines[start - 2]:
                    yield path, start, f"a function of {n - start} lines, more than {MAX_FUNCTION}"
                start = None

    # Take away what knows nobody and what nobody knows: circles remain.
    while ends := set(knows) ^ (known := set().union(*knows.values())):
        knows = {k: left for k, v in knows.items() if k in known and (left := v - ends)}
    if knows:
        yield root, 0, "in a circle: " + ", ".join(sorted(knows))


def find_uncalled(root):
    """What a header declares has to be named once more besides where it is defined: here, in a template or
    in a test."""
    declared, named = {}, collections.Counter()
    for path in [*root.glob("*/**/*.[ch]"), *root.glob("*/**/*.ui"), *root.parent.glob("tests/**/*.[ch]")]:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        named.update(re.findall(r"[a-z]\w+", text))
        named.subtract(re.findall(r"^([a-z]\w+) \(", text, flags=re.M))
        if path.suffix == ".h" and root in path.parents:
            declared |= {name: path for name in re.findall(r"^\w.*?\b([a-z]\w+) +\(", text, flags=re.M)}
    for name, path in declared.items():
        if named[name] == 1:
            yield path, 0, f"nobody calls {name}"


root = pathlib.Path(sys.argv[1])
faults = [*check(root), *find_uncalled(root)]
for path, n, why in faults:
    print(f"# {path}:{n}: {why}")
print("1..1\n" + ("not ok" if faults else "ok") + " 1 /source/is-clean")
