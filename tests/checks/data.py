#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is installed beside the program is well formed, and says what is true; prints TAP."""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import TOP, Skip, case, equal, run, temporary_directory  # noqa: E402
from charla_test import tap  # noqa: E402

DATA = TOP / "data"
ID = "im.charla.Charla"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DOAP = "{http://usefulinc.com/ns/doap#}"
XMPP = "{https://linkmauve.fr/ns/xmpp-doap#}"


def tracked(*patterns):
    """The files of the project that match, whether they are committed already or not."""
    files = run(["git", "-c", "safe.directory=*", "-C", TOP, "ls-files", "--cached", "--others",
                 "--exclude-standard", "-z", *patterns])[1].split("\0")
    return sorted({TOP / name for name in files if name and (TOP / name).exists()})


@case
def every_xml_file_is_well_formed():
    files = tracked("*.xml", "*.xml.in", "*.ui", "*.svg", "*.doap")
    assert files
    run(["xmllint", "--nonet", "--noout", *files])


@case
def the_desktop_entry_is_valid():
    with temporary_directory() as directory:
        entry = directory / f"{ID}.desktop"
        run(["msgfmt", "--desktop", f"--template={DATA / (ID + '.desktop.in')}",
             "-d", TOP / "po", "-o", entry])
        run(["desktop-file-validate", entry])


@case
def the_metainfo_is_valid():
    with temporary_directory() as directory:
        metainfo = directory / f"{ID}.metainfo.xml"
        run(["msgfmt", "--xml", f"--template={DATA / (ID + '.metainfo.xml.in')}",
             "-d", TOP / "po", "-o", metainfo])
        run(["appstreamcli", "validate", "--no-net", metainfo])


@case
def the_settings_schema_compiles():
    run(["glib-compile-schemas", "--strict", "--dry-run", DATA])


@case
def versions_agree():
    version = re.search(r"version: '(.*?)'", (TOP / "meson.build").read_text())[1]
    newest = ElementTree.parse(DATA / f"{ID}.metainfo.xml.in").find("releases/release")
    equal(newest.get("version"), version, "metainfo")
    assert re.search(rf"^Charla {re.escape(version)}\b", (TOP / "NEWS").read_text(), re.M), "NEWS"


@case
def the_pictures_that_are_shown_are_there():
    shown = {"README.md": r"data/screenshots/([\w-]+\.png)",
             f"data/{ID}.metainfo.xml.in": r"/screenshots/([\w-]+\.png)"}
    there = {path.name for path in (DATA / "screenshots").iterdir()}
    for name, pattern in shown.items():
        named = set(re.findall(pattern, (TOP / name).read_text()))
        assert named, name
        equal(sorted(named - there), [], f"what {name} shows and is not there")


@case
def the_doap_names_every_extension_of_the_source():
    described = {}
    for element in ElementTree.parse(DATA / f"{ID}.doap").iter(f"{XMPP}SupportedXep"):
        link = element.find(f"{XMPP}xep").get(f"{RDF}resource")
        number = re.fullmatch(r"https://xmpp\.org/extensions/xep-(\d{4})\.html", link)[1]
        assert number not in described, f"XEP-{number} stands there twice"
        status, version = (element.findtext(XMPP + name) for name in ("status", "version"))
        assert status in ("complete", "partial", "planned"), f"XEP-{number}: status {status}"
        assert re.fullmatch(r"\d+\.\d+(\.\d+)?", version or ""), f"XEP-{number}: version {version}"
        described[number] = status
    named = set()
    for path in tracked("src/xmpp/*.c"):
        opening = "\n".join(path.read_text().splitlines()[:12])
        named |= set(re.findall(r"XEP-(\d{4})", opening))
    equal(sorted(named - set(described)), [], "extensions in src/xmpp that the DOAP does not have")


@case
def scripts_are_clean_shell():
    scripts = [path for path in tracked("tests/*", "po/*", ".ci/*") if path.is_file()
               and path.read_bytes()[:2] == b"#!" and b"bash" in path.read_bytes()[:30]]
    assert scripts
    run(["shellcheck", "--severity=warning", "--external-sources", *scripts])


@case
def the_manual_page_has_no_warnings():
    page = DATA / "charla.1"
    if not page.exists():
        raise Skip("no manual page")
    _, _, warnings = run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page],
                         environment={"PATH": "/usr/bin:/bin", "MANROFFSEQ": "",
                                      "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
    equal(warnings, "")


tap.leave(tap.run())
