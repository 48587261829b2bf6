#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every string can be translated, and every language that is listed is complete; prints TAP."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import TOP, case, equal, run, temporary_directory  # noqa: E402
from charla_test import tap  # noqa: E402

LANGUAGES = (TOP / "po" / "LINGUAS").read_text().split()


def fresh_template(directory):
    run([TOP / "po" / "update", "--pot", directory / "charla.pot"])
    return directory / "charla.pot"


@case
def potfiles_names_every_file_with_strings():
    with temporary_directory() as directory:
        wanted = set(pathlib.Path(f"{fresh_template(directory)}.files").read_text().split())
    listed = set((TOP / "po" / "POTFILES").read_text().split())
    equal(sorted(wanted ^ listed), [], "files that po/POTFILES has too many or too few")


@case
def every_language_is_complete():
    with temporary_directory() as directory:
        template = fresh_template(directory)
        for language in LANGUAGES:
            catalogue = TOP / "po" / f"{language}.po"
            merged = directory / f"{language}.po"
            run(["msgmerge", "--quiet", "--no-fuzzy-matching", catalogue, template, "-o", merged])
            _, _, statistics = run(["msgfmt", "--check", "--statistics", "-o", "/dev/null", merged])
            missing = run(["msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", merged])[1]
            names = re.findall(r'^msgid "(.+)"', missing, re.M)
            assert "untranslated" not in statistics, f"{language} lacks {names[:20]}"
            fuzzy = run(["msgattrib", "--only-fuzzy", "--no-obsolete", catalogue])[1]
            equal(fuzzy, "", f"fuzzy entries of {language}")


@case
def a_translation_keeps_mnemonics_ends_and_places():
    problems = []
    for language in LANGUAGES:
        text = run(["msgcat", "--no-wrap", TOP / "po" / f"{language}.po"])[1]
        for entry in text.split("\n\n")[1:]:
            source, target = (re.search(rf'^{word} "(.*)"$', entry, re.M)
                              for word in ("msgid", "msgstr"))
            if not source or not target or not target[1]:
                continue
            if ("_" in source[1]) != ("_" in target[1]):
                problems.append(f"{language}: mnemonic of {source[1]!r}")
            for end in ("…", ":", ".", "?"):
                if source[1].endswith(end) != target[1].endswith(end):
                    problems.append(f"{language}: {source[1]!r} and its {end!r}")
    equal(problems, [])


tap.leave(tap.run())
