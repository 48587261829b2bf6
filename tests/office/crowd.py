# SPDX-License-Identifier: GPL-3.0-or-later
"""What strains a layout: a thousand contacts, long names, every script, long and odd messages; and
the opposite, nobody at all."""
import dataclasses

from charla_test import Charla, Peer, wait_for

import people

USER, NOBODY_USER = "olga", "vera"
GIVEN = ("Ada", "Breixo", "Carme", "Duarte", "Elva", "Farid", "Greta", "Hugo", "Iria", "Jonas",
         "Kenza", "Lois", "Mirela", "Noor", "Olivia", "Pablo", "Quim", "Rosalía", "Sabela", "Tomé")
FAMILY = ("Abreu", "Bouzas", "Castro", "Díaz", "Ferreiro", "Gómez", "Haddad", "Iglesias", "Jansen",
          "Kowalski", "Lago", "Mensah", "Nowak", "Outeiral", "Pereira", "Quintana", "Rojas",
          "Seoane", "Torres", "Varela")
GROUPS = ("Choir", "Family and everybody who came to the wedding in the summer of 2019", "Work")


@dataclasses.dataclass(frozen=True)
class Talker:
    user: str
    name: str
    says: tuple


TALKERS = (
    Talker("long", "Maximiliane Theodora von Hohenlohe-Waldenburg-Schillingsfürst", (
        "A short one",
        "https://example.org/" + "a-very-long-path-without-any-place-to-break/" * 4 + "end.html",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2,
        "\n".join(f"Line {number} of a text that somebody pasted in" for number in range(1, 41)),
        "And this comes after it.")),
    Talker("endless", "Sinespacios" * 45, (
        "w" * 500, "https://example.org/" + "a" * 480, "Line after line\n" * 3 + "m" * 300)),
    Talker("layla", "ليلى عبد الرحمن الحسيني", (
        "مرحبا! هل رأيت الخطة الجديدة؟",
        "نعم، وضعتها على الخادم: https://share.example/خطة ثم أرسلتها إلى Marta أيضا.",
        "Mixed: the file is called خطة-2024.pdf and lies on the share.",
        "شكرا 🌹")),
    Talker("smile", "🦊 Foxy McFoxface 🦊🌈✨", (
        "🎉", "👩‍👩‍👧‍👦🏳️‍🌈", "👍🏽👍🏽👍🏽", "👍🏽👍🏽👍🏽👍🏽",
        "Two flags 🇵🇹🇪🇸 and a family 👨‍👩‍👧 in a sentence.",
        "/me dances on the table",
        "if (a < b && c > d)\n  return &quot;<b>not bold</b>&quot;;")),
)


def contacts():
    """(address, name, groups) of everybody in the list of contacts."""
    for talker in TALKERS:
        yield f"{talker.user}@{people.DOMAIN}", talker.name, GROUPS[1:2]
    for number in range(1000 - len(TALKERS)):
        given = GIVEN[number % len(GIVEN)]
        family = FAMILY[number // len(GIVEN) % len(FAMILY)]
        second = FAMILY[number // (len(GIVEN) * len(FAMILY)) % len(FAMILY)]
        yield (f"contact{number}@{people.DOMAIN}", f"{given} {family} {second}",
               (GROUPS[number % 7],) if number % 7 < len(GROUPS) else ())


def prepare(office, session, prefix):
    """A thousand contacts, and the talk of some of them, in a Charla that ran before."""
    server = office.server
    server.add_user(USER, people.PASSWORD)
    own = server.jid(USER)
    with Peer(server, USER, people.PASSWORD, resource="desk") as desk:
        desk.do(lambda client: [
            client.send_raw("<iq type='set' id='r{}'><query xmlns='jabber:iq:roster'><item jid='{}' "
                            "name='{}'>{}</item></query></iq>".format(
                                number, address, name,
                                "".join(f"<group>{group}</group>" for group in groups)))
            for number, (address, name, groups) in enumerate(contacts())] and None)
        desk.flushed(timeout=240)
    with Charla(session, None, prefix=prefix) as charla:
        charla.add_account(server, USER, people.PASSWORD)
        for talker in TALKERS:
            server.add_user(talker.user, people.PASSWORD)
            with Peer(server, talker.user, people.PASSWORD) as peer:
                for number, text in enumerate(talker.says, 1):
                    peer.send(own, text)
                    wait_for(lambda jid=peer.jid, wanted=number:
                             len(charla.history(jid)) == wanted, 20, "what was said is stored")
                charla.send(peer.jid, talker.says[0])
                charla.send(peer.jid, talker.says[-1])
        wait_for(lambda: len(charla.contacts()) == 1000, 60, "a thousand contacts")


def prepare_nobody(office, session, prefix):
    """An account that knows nobody."""
    office.server.add_user(NOBODY_USER, people.PASSWORD)
    with Charla(session, None, prefix=prefix) as charla:
        charla.add_account(office.server, NOBODY_USER, people.PASSWORD)
