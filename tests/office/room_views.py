# SPDX-License-Identifier: GPL-3.0-or-later
"""The views of rooms: what an owner sees of one, and what a room says to those whom it does not let
do something. Like those of views.py."""
import contextlib

from charla_test import Peer, Room, wait_for
from gi.repository import GLib

import people
from views import back, jid

SERVICE = f"conference.{people.DOMAIN}"
OWN = f"workshop@{SERVICE}"
GROUP = f"fair@{SERVICE}"  # a small one, in which everybody knows everybody
SPACES = f"pubsub.{people.DOMAIN}"
MUC = "http://jabber.org/protocol/muc"
# For mod_room_facts.lua: what Prosody's rooms do not say by themselves.
FACTS = """allow_unaffiliated_register = true
room_facts = {
  workshop = { activity = 12.4, hats = { ["Nadia Haddad"] = "Photographer" } };
  office = { activity = 3.2 };
  announcements = { activity = 0.05 };
  yard = { slow = 90, activity = 41 };
}"""
DESCRIPTION = "Wood, tools and who has which of them. Everybody of the house may come in."
# Of the rooms of others: what is set, and what Ana is there.
OTHERS = {
    "announcements": ("Announcements", {"moderatedroom": 1}, None),
    "yard": ("The yard", {}, None),
    "cellar": ("The cellar", {"passwordprotectedroom": 1, "roomsecret": "oak"}, None),
    "board": ("The board", {"membersonly": 1}, None),
    "choir": ("Choir of the house and of everybody who ever sang in its yard", {}, "outcast"),
}


def address(name):
    return f"{name}@{SERVICE}"


def prepare(place, charla):
    """Ana's own room with people in it, and the rooms of others."""
    charla.call("CreateRoom", "(ssa{sv})", place.owner, "Workshop",
                {"address": GLib.Variant("s", OWN), "public": GLib.Variant("b", True)})
    charla.call("SetRoomConfig", "(ssa{sas})", place.owner, OWN,
                {"muc#roomconfig_roomdesc": [DESCRIPTION], "muc#roomconfig_whois": ["anyone"]})
    charla.call("SetRoomTopic", "(sss)", place.owner, OWN, "Who has the good callipers?")
    charla.call("SetRoomNick", "(sss)", place.owner, OWN, people.OWNER_NAME)
    rooms = {user: Room(place.colleagues[user], OWN, place.colleagues[user].person.name)
             for user in ("luis", "nadia", "marta")}
    for room in rooms.values():
        room.join()
    for user, rank in (("tom", "admin"), ("kofi", "member"), ("ingrid", "member")):
        charla.call("SetRoomAffiliation", "(sssss)", place.owner, OWN, jid(user), rank, "")
    charla.call("SetRoomAffiliation", "(sssss)", place.owner, OWN, jid("cheap.offers"), "outcast", "")
    charla.call("SetRoomRole", "(sssss)", place.owner, OWN, "Marta Ruiz", "visitor", "")
    rooms["luis"].say("The good callipers are gone again")
    rooms["nadia"].say("I had them on Monday for the photographs, and put them back")
    wait_for(lambda: len(charla.history(OWN)) >= 2, 30, "what was said")
    charla.send(OWN, "They are on my desk, sorry!")
    rooms["olga"] = Room(place.let_in(people.STRANGER), OWN, people.STRANGER.name)
    prepare_group(place, charla)
    prepare_space(place)
    tom = place.colleagues["tom"]
    for name, (title, fields, rank) in OTHERS.items():
        room = Room(tom, address(name), "Tom Becker").join()
        room.open(roomname=title, publicroom=1, persistentroom=1, **fields)
        if rank is not None:
            room.set_affiliation(place.owner, rank)
    return rooms


def prepare_space(place):
    """A space of the server, with rooms that everybody may find there."""
    place.server.add_user("gardener", people.PASSWORD)
    pubsub = "http://jabber.org/protocol/pubsub"
    fields = {"type": "urn:xmpp:spaces:0", "title": "The whole house", "persist_items": "1", "access_model": "open",
              "description": "Everything that happens between the cellar and the roof", "max_items": "100"}
    form = "".join(f"<field var='pubsub#{name}'><value>{value}</value></field>" for name, value in fields.items())
    with Peer(place.server, "gardener", people.PASSWORD) as gardener:
        def ask(xml):
            gardener.request(f"<pubsub xmlns='{pubsub}'>{xml}</pubsub>", to=SPACES)
        ask("<create node='house'/><configure><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>"
            f"{pubsub}#node_config</value></field>{form}</x></configure>")
        for name, title in (("workshop", "Workshop"), ("cellar", "The cellar"), ("roof", "The roof, and the bees on it"),
                            ("laundry", "Laundry")):
            ask(f"<publish node='house'><item id='{address(name)}'><conference xmlns='urn:xmpp:bookmarks:1' "
                f"name='{title}'/></item></publish>")


def prepare_group(place, charla):
    charla.call("CreateRoom", "(ssa{sv})", place.owner, "The fair in March",
                {"address": GLib.Variant("s", GROUP),
                 "people": GLib.Variant("as", [jid("luis"), jid("nadia")])})
    charla.call("SetRoomNick", "(sss)", place.owner, GROUP, people.OWNER_NAME)
    wait_for(lambda: len(charla.call("ListMembers", "(ss)", place.owner, GROUP)) == 3, 30, "members")
    rooms = [Room(place.colleagues[user], GROUP, place.colleagues[user].person.name).join()
             for user in ("luis", "nadia")]
    mine = charla.send(GROUP, "Who brings the big table?")
    for room in rooms:
        room.tell_displayed(room.get_stanza_id("Who brings the big table?"))
    rooms[0].say("I have a car, but only three legs of it")
    wait_for(lambda: len(charla.call("GetReaders", "(sss)", place.owner, GROUP, mine)) == 2, 30,
             "two have read it")


def enter(stage, place, name, **options):
    stage.charla.call("JoinRoom", "(ssa{sv})", place.owner, address(name),
                      {"nick": GLib.Variant("s", people.OWNER_NAME),
                       **{key: GLib.Variant("s", value) for key, value in options.items()}})


def on_row(stage, text, button=1):
    """Clicks on a row of the window in front whose name says more than this."""
    x, y, width, height = stage.screen.place("list item", contains=text)
    stage.click(button, x + min(width // 2, 120), y + height - 20, stage.windows()[-1])


# One's own room

def room_own(stage, name, place):
    """What its owner sees of it: details, form, and the question before it goes."""
    stage.open(OWN)
    stage.shoot(name)
    stage.key("F9")
    stage.shoot(f"{name}-details")
    stage.reveal("Delete room…", "list item", at=-60)
    stage.shoot(f"{name}-details-end")
    stage.click_on("Delete room…", "list item")
    stage.shoot_dialog(f"{name}-destroy")
    stage.key("F9")
    back(stage)


def room_settings(stage, name, _place):
    stage.open(OWN)
    stage.key("F9")
    stage.reveal("Settings of the room…", "list item", at=-60)
    stage.click_on("Settings of the room…", "list item")
    dialog = stage.dialog()
    stage.screen.wait_for_state("sensitive", "push button", stage.word("_Save"))
    stage.shoot(name, dialog)
    width, height, _, _ = stage.session.place_of(dialog)
    for part in ("middle", "end"):
        stage.session.run(["xdotool", "mousemove", "--window", str(dialog), "4", str(height // 2),
                           "click", "--repeat", "6" if part == "middle" else "60", "5"])
        stage.settle(60)
        stage.shoot(f"{name}-{part}", dialog)
    stage.close_dialogs()
    stage.key("F9")
    back(stage)


def room_people(stage, name, _place):
    """Everybody, with menus and questions."""
    stage.open(OWN)
    stage.key("F9")
    stage.reveal("People", "list item", at=-60)
    stage.click_on("People", "list item")
    dialog = stage.dialog()
    stage.screen.wait_for("list item", contains="cheap.offers")
    stage.shoot(name, dialog)
    for row, item, mark in (("nadia", "_Send out…", "kick"), ("luis", "_Ban…", "ban")):
        on_row(stage, jid(row), 3)
        stage.shoot(f"{name}-menu-{mark}", dialog, around=60)
        stage.press(item, "menu item")
        stage.shoot_above(dialog, f"{name}-{mark}")
    # What is far below is made once it is scrolled to.
    stage.session.run(["xdotool", "mousemove", "--window", str(dialog), "40", "300", "click",
                       "--repeat", "30", "5"])
    stage.settle(30)
    stage.shoot(f"{name}-end", dialog)
    on_row(stage, "cheap.offers", 3)
    stage.shoot(f"{name}-menu-banned", dialog, around=60)
    stage.key("Escape")
    on_row(stage, jid("kofi"), 3)
    stage.shoot(f"{name}-menu-absent", dialog, around=60)
    stage.key("Escape")
    stage.close_dialogs()
    stage.key("F9")
    back(stage)


def room_faces(stage, name, place):
    """What somebody looks like who is nobody's contact."""
    place.rooms["olga"].join()
    place.rooms["olga"].say("Good morning! Is this where one borrows a plane?")
    stage.open(OWN)
    stage.screen.wait_for(contains="borrows a plane")
    # Else the next window's question would stand below this one's, whose author is not known there.
    place.rooms["luis"].say("It is, if one brings it back")
    stage.screen.wait_for(contains="brings it back")
    stage.shoot(name)
    place.rooms["olga"].leave()
    back(stage)


def room_ignored(stage, name, place):
    """Somebody who is ignored, and how that ends."""
    stage.open(OWN)
    stage.key("F9")
    stage.reveal("People", "list item", at=-60)
    stage.click_on("People", "list item")
    dialog = stage.dialog()
    on_row(stage, jid("luis"), 3)
    stage.press("I_gnore", "menu item")
    stage.shoot(f"{name}-people", dialog)
    on_row(stage, jid("luis"), 3)
    stage.shoot(f"{name}-menu", dialog, around=60)
    stage.key("Escape")
    stage.close_dialogs()
    stage.key("F9")
    stage.shoot(name)
    stage.charla.call("SetRoomIgnored", "(sssb)", place.owner, OWN, "Luis Gil", False)
    back(stage)


def room_empty(stage, name, place):
    """Nothing said yet; nobody found; no room found."""
    hall = Room(place.colleagues["tom"], address("hall"), "Tom Becker").join()
    hall.open(roomname="The hall", persistentroom=1)
    enter(stage, place, "hall")
    stage.open(hall.address)
    stage.shoot(name)
    stage.key("F9")
    stage.reveal("People", "list item", at=-60)
    stage.click_on("People", "list item")
    dialog = stage.dialog()
    stage.type("zzz")
    stage.shoot(f"{name}-people", dialog)
    stage.close_dialogs()
    stage.click_on("Invite people…", "list item")
    dialog = stage.dialog()
    stage.type("zzz")
    stage.shoot(f"{name}-invite", dialog)
    stage.close_dialogs()
    stage.key("F9")
    back(stage)
    stage.press("New chat or contact")
    stage.press("_Find rooms…", "menu item")
    dialog = stage.dialog()
    stage.screen.wait_for("list item", contains="yard")
    stage.type("zzz")
    stage.shoot(f"{name}-find", dialog)
    stage.close_dialogs()
    back(stage)


def room_typing(stage, name, place):
    stage.open(OWN)
    place.rooms["luis"].tell_state("composing")
    place.rooms["nadia"].tell_state("composing")
    stage.screen.wait_for(contains=stage.word("%1$s and %2$s are typing…").partition("%2$s ")[2])
    stage.shoot(name)
    back(stage)
    stage.shoot(f"{name}-list")
    for user in ("luis", "nadia"):
        place.rooms[user].tell_state("active")


def room_message(stage, name, _place):
    """The menu of a message, who has read it, and the question before it is removed."""
    stage.open(GROUP)
    on_message(stage, "Who brings")
    stage.shoot(f"{name}-menu-own", around=60)
    stage.press("D_etails", "menu item")
    stage.shoot_dialog(f"{name}-details")
    on_message(stage, "I have a car")
    stage.shoot(f"{name}-menu", around=60)
    stage.press("Remove for every_body…", "menu item")
    stage.shoot_dialog(f"{name}-remove")
    back(stage)


def room_removed(stage, name, place):
    """A message that somebody who keeps order has taken away, and its details."""
    place.rooms["luis"].say("Whoever has them can keep them, I do not care any more!!")
    wait_for(lambda: stage.charla.history(OWN)[-1]["body"].endswith("!!"), 30, "what is removed")
    gone = stage.charla.history(OWN)[-1]
    stage.charla.call("ModerateMessage", "(ssss)", place.owner, OWN, gone["id"], "Let us stay friendly")
    stage.open(OWN)
    told = stage.word("Removed by %s").partition("%s")[0].strip()
    stage.screen.wait_for(contains=told)
    stage.shoot(name)
    on_message(stage, told)
    stage.press("D_etails", "menu item")
    stage.shoot_dialog(f"{name}-details")
    back(stage)


def on_message(stage, text):
    x, y, width, height = stage.screen.place(contains=text)
    stage.click(3, *((x + width // 2, y + height - 12)), stage.window)


def room_voice(stage, name, place):
    """Somebody asks to speak."""
    stage.open(OWN)
    place.colleagues["marta"].raw(
        f"<message to='{OWN}'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>"
        f"{MUC}#request</value></field><field var='muc#role' type='list-single'>"
        "<value>participant</value></field></x></message>")
    stage.wait_for("_Allow", "push button")
    stage.shoot(name)
    stage.press("_Not now", "push button")
    stage.shoot(f"{name}-refused")
    back(stage)


# Those of others

def room_banners(stage, name, place):
    """What a room says in which something is not as one would like."""
    for other in OTHERS:
        with contextlib.suppress(GLib.Error):  # some let nobody in
            enter(stage, place, other)
    stage.open(address("announcements"))
    stage.wait_for("_Ask to speak", "push button")
    stage.shoot(f"{name}-read-only")
    for other, verb in (("cellar", "Enter _password"), ("board", "Become a _member…"), ("choir", None)):
        stage.open(address(other))
        if verb is not None:
            stage.wait_for(verb, "push button")
        stage.shoot(f"{name}-{other}")
        if other == "board":
            stage.press(verb, "push button")
            stage.shoot_dialog(f"{name}-{other}-ask")
    stage.charla.call("LeaveRoom", "(ss)", place.owner, address("yard"))
    stage.open(address("yard"))
    stage.shoot(f"{name}-left")
    back(stage)
    stage.shoot(f"{name}-list")
    # Whoever is in there is not invited in the next window.
    stage.charla.call("LeaveRoom", "(ss)", place.owner, address("announcements"))


def room_slow(stage, name, place):
    enter(stage, place, "yard")
    stage.charla.send(address("yard"), "Whose bicycle is that?")
    stage.open(address("yard"))
    stage.shoot(name)
    back(stage)


def room_away(stage, name, place):
    """Thrown out; gone, with another in its place; and no answer from the service."""
    tom = place.colleagues["tom"]
    yard = Room(tom, address("yard"), "Tom Becker")
    enter(stage, place, "yard")
    tom.request(f"<query xmlns='{MUC}#admin'><item nick='{people.OWNER_NAME}' role='none'><reason>"
                "Lunch is ready, come down!</reason></item></query>", to=yard.address)
    stage.open(yard.address)
    stage.wait_for("_Join again", "push button")
    stage.shoot(f"{name}-kicked")
    # What was destroyed does not come back in the next window.
    lawn_name = "-".join(filter(None, ("lawn", stage.mark)))
    lawn = Room(tom, address(lawn_name), "Tom Becker").join().open(persistentroom=1, roomname="The lawn")
    enter(stage, place, lawn_name)
    tom.request(f"<query xmlns='{MUC}#owner'><destroy jid='{yard.address}'><reason>Now in the yard"
                "</reason></destroy></query>", to=lawn.address)
    stage.open(lawn.address)
    stage.wait_for("_Go there", "push button")
    stage.shoot(f"{name}-destroyed")
    back(stage)


def room_invitation(stage, name, place):
    place.colleagues["tom"].raw(
        f"<message to='{address('announcements')}'><x xmlns='{MUC}#user'><invite to='{place.owner}'>"
        "<reason>What is decided is written here, and nothing else.</reason></invite></x></message>")
    place.colleagues["tom"].raw(
        f"<message to='{place.owner}'><x xmlns='jabber:x:conference' jid='{address('cellar')}' "
        "reason='For the inventory of the wine'/></message>")
    stage.screen.wait_for(contains=stage.word("%1$s invites you to the room %2$s")
                          .partition("%1$s ")[2].partition(" %2$s")[0])
    back(stage)
    stage.shoot(name)
    for room in ("announcements", "cellar"):
        stage.charla.call("AnswerInvitation", "(ssb)", place.owner, address(room), False)


def room_odd(stage, name, place):
    """A name of nothing but spaces, a subject of 20 KB, and names that no line holds."""
    tom, luis = place.colleagues["tom"], place.colleagues["luis"]
    odd = Room(tom, address("odd"), "Sinespacios" * 90).join()
    odd.open(roomname="   ", persistentroom=1, publicroom=1,
             roomdesc="A description that goes on\n" * 60)
    Room(luis, odd.address, "ليلى عبد الرحمن").join().say("Two of us are here")
    tom.raw(f"<message to='{odd.address}' type='groupchat'><subject>"
            f"{'What is spoken of here, line after line' + chr(10):s}"
            f"{('and more of it' + chr(10)) * 1300}</subject></message>")
    odd.say("A word from somebody with a long name")
    enter(stage, place, "odd")
    stage.open(odd.address)
    stage.screen.wait_for(contains="A word from somebody")
    stage.shoot(name)
    stage.key("F9")
    stage.shoot(f"{name}-details")
    stage.reveal("People", "list item", at=-60)
    stage.click_on("People", "list item")
    stage.shoot_dialog(f"{name}-people")
    stage.key("F9")
    back(stage)
    stage.shoot(f"{name}-list")


def room_find(stage, name, _place):
    stage.press("New chat or contact")
    stage.press("_Find rooms…", "menu item")
    stage.screen.wait_for("list item", contains="yard")
    stage.shoot_dialog(name)
    back(stage)


def spaces(stage, name, place):
    """Workspaces beside the chats: chosen, empty, their menus, and the question for a name."""
    for title, members in (("Work", [OWN, GROUP, jid("luis"), jid("nadia")]),
                           ("Friends and neighbours of the house", [jid("marta"), jid("tom")]), ("Ideas", [])):
        stage.charla.call("CreateSpace", "(ss)", place.owner, title)
        for member in members:
            stage.charla.call("AddToSpace", "(sss)", place.owner, title, member)
    before = len(stage.charla.history(jid("luis")))
    place.colleagues["luis"].send(place.owner, "Are you coming down?")
    wait_for(lambda: len(stage.charla.history(jid("luis"))) == before + 1, 30, "a message")
    back(stage)
    stage.shoot(f"{name}-all")
    stage.key("ctrl+2")
    stage.shoot(name)
    stage.press("Workspace menu")
    stage.shoot(f"{name}-menu", around=60)
    stage.press("_Rename…", "menu item")
    stage.shoot_dialog(f"{name}-rename")
    stage.key("ctrl+3")
    stage.shoot(f"{name}-other")
    stage.key("ctrl+4")
    stage.shoot(f"{name}-empty")
    stage.key("ctrl+1")
    stage.click(3, 200, 165)
    stage.press("Move to _workspace", "menu item")
    stage.shoot(f"{name}-move", around=60)
    stage.close_popups()
    stage.press("New chat or contact")
    stage.press("Find _spaces…", "menu item")
    stage.dialog()
    stage.screen.wait_for("list item", contains="The whole house")
    stage.shoot_dialog(f"{name}-find")
    stage.charla.call("JoinSpace", "(sss)", place.owner, SPACES, "house")
    stage.key("ctrl+5")
    stage.screen.wait_for(contains="Laundry")
    stage.shoot(f"{name}-shared")
    stage.press("Workspace menu")
    stage.shoot(f"{name}-shared-menu", around=60)
    stage.close_popups()
    for space in stage.charla.call("ListSpaces", "(s)", ""):
        stage.charla.call("DeleteSpace", "(ss)", place.owner, space["id"])
    stage.charla.call("MarkRead", "(ss)", place.owner, jid("luis"))


ROOMS = (room_own, room_settings, room_people, room_ignored, room_faces, room_typing, room_message,
         room_removed, room_voice, room_find, spaces, room_empty, room_invitation, room_slow, room_odd,
         room_banners, room_away)
