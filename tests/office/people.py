# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works in the office of the demonstration, what they look like and what they have said."""
import dataclasses

from shared import File

DOMAIN = "office.example"
OWNER = "ana"
OWNER_NAME = "Ana Torres"
PASSWORD = "demonstration"


@dataclasses.dataclass(frozen=True)
class Look:
    """Of the portrait: colours as #rrggbb; hair: short, long, bun, curly, bald."""
    background: str
    skin: str
    hair: str
    hair_colour: str
    shirt: str
    glasses: bool = False
    beard: bool = False


@dataclasses.dataclass(frozen=True)
class Colleague:
    user: str
    name: str
    groups: tuple
    look: Look
    show: str = ""           # "" is available
    status: str = ""
    here: bool = True
    answers: tuple = ()      # what the colleague answers, one after the other; none: never


COLLEAGUES = (
    Colleague("marta", "Marta Ruiz", ("Design",),
              Look("#f7c6a3", "#f0c19c", "long", "#6b3a1e", "#2b7a78"),
              "away", "On the train, back at four"),
    Colleague("luis", "Luis Gil", ("Workshop",),
              Look("#b9d9eb", "#d9a679", "short", "#2a2320", "#d1495b", beard=True),
              "", "Lunch at two?",
              answers=("Sure, give me a minute.",
                       "I am at the lathe, but I can look at it after this piece.",
                       "Ha! That is what I told them on Monday.",
                       "The oak arrived this morning. It smells wonderful in here.",
                       "Yes. And bring the good callipers, please.")),
    Colleague("nadia", "Nadia Haddad", ("Design",),
              Look("#d8c8f0", "#c98f63", "curly", "#1d1512", "#f2b134"),
              "dnd", "Writing the catalogue until noon"),
    Colleague("tom", "Tom Becker", ("Office",),
              Look("#c9e4ca", "#f3cfb3", "bald", "#000000", "#3d5a80", glasses=True, beard=True),
              "", "",
              answers=("Let me check… yes, it is paid.",
                       "I will put it in the calendar.",
                       "Could you send me the number of the order?",
                       "Done. Anything else?")),
    Colleague("ingrid", "Ingrid Larsen", ("Office",),
              Look("#f3d5e0", "#f6d7c3", "bun", "#d9b26a", "#6a4c93"),
              "xa", "Away until Thursday"),
    Colleague("kofi", "Kofi Mensah", ("Workshop",),
              Look("#f4e3b2", "#7a4a2b", "short", "#17110d", "#1b998b"), here=False),
)

OWNER_LOOK = Look("#bfe3e0", "#e8b88f", "long", "#21160f", "#ee6c4d", glasses=True)

# Nobody's contact, in rooms alone.
STRANGER = Colleague("olga", "Olga Petrova", (),
                     Look("#ffd6ba", "#f1c9a5", "bun", "#8c2f1b", "#386641", glasses=True))

# What was said before the window opens: (days ago, "HH:MM", who, text); who is a user name of the
# conversation or "ana". Each conversation is sent through the server, and then put in its time.
HISTORY = {
    "marta": (
        (3, "09:12", "marta", "Good morning! Did you see the new samples from the mill?"),
        (3, "09:15", "ana", "Just now. The dark green is beautiful."),
        (3, "09:15", "ana", "Not so sure about the yellow one, though"),
        (3, "09:18", "marta", "Me neither 😄 I will ask for a warmer one."),
        (1, "16:40", "marta", "The colour plan for the autumn catalogue is on the share: "
                              "https://share.office.example/autumn/colours"),
        (1, "16:41", "marta", File("colours.png", "image/png", "These six", (1200, 640))),
        (1, "16:52", "ana", "Looks good to me. Two remarks:\n1. The cover needs more contrast.\n"
                            "2. Page 8 still has last year's prices."),
        (1, "16:55", "marta", "Right, page 8! I always forget page 8."),
        (1, "16:55", "marta", "I will fix both tonight"),
        (0, "08:31", "marta", "Both fixed. On my way to the printer with it 🚆"),
        (0, "08:33", "ana", "You are the best. Say hello to them!"),
        (0, "08:34", "marta", "🎉"),
    ),
    "luis": (
        (2, "11:02", "ana", "Luis, how long would forty of the small stools take?"),
        (2, "11:20", "luis", "Two weeks if the oak comes on time. Ten days if you help me sand."),
        (2, "11:21", "ana", "Two weeks it is, then"),
        (2, "11:21", "luis", "I knew it"),
        (2, "16:02", "luis", File("stool 3.jpg", "image/jpeg", "The third one. What do you think?",
                                  (900, 1200))),
        (2, "16:10", "ana", "Lovely. The legs could be a little thinner?"),
        (0, "10:05", "luis", "The oak is here!"),
        (0, "10:07", "luis", "Lunch at two? The place on the corner has lentils today."),
    ),
    "nadia": (
        (4, "14:10", "nadia", "Which photograph for the cover: the bench by the window, or the one "
                              "in the garden?"),
        (4, "14:22", "ana", "The garden. Definitely the garden."),
        (4, "14:23", "nadia", "Garden it is"),
        (0, "09:45", "nadia", "I go quiet until noon to finish the texts. Call me if the house "
                              "is on fire."),
    ),
    "tom": (
        (5, "10:30", "tom", "The invoice of the mill is due on Friday. Shall I pay it?"),
        (5, "10:44", "ana", "Please do. Thank you for keeping an eye on it!"),
        (5, "10:45", "tom", "That is what I am here for"),
        (1, "12:15", "ana", "Is the fair in March confirmed?"),
        (1, "12:40", "tom", "Yes, stand B 17, three days. The contract is in the blue folder."),
        (1, "12:41", "tom", File("Contract for the fair.pdf", "application/pdf")),
    ),
    "ingrid": (
        (6, "17:30", "ingrid", "I am away from tomorrow until Thursday. Tom has the keys."),
        (6, "17:31", "ana", "Enjoy the mountains! Pictures, please."),
        (4, "20:15", "ingrid", File("lake.jpg", "image/jpeg", "", (1600, 1067))),
        (4, "20:31", "ana", "Oh my. Stay as long as you like!"),
    ),
    "kofi": (
        (7, "15:05", "kofi", "The new saw blade is fitted. Please wear the ear protection, it "
                             "really sings."),
        (7, "15:06", "kofi", File("saw.wav", "audio/x-wav")),
        (7, "15:12", "ana", "Will do. Thanks, Kofi."),
    ),
}

# The room of the office, which everybody is in: its name, what is spoken of, and what was said; the
# office tells Ana when she comes in.
ROOM, ROOM_NAME = "office", "Office"
ROOM_SUBJECT = "The autumn catalogue goes to the printer on Friday"
ROOM_HISTORY = (
    ("tom", "Good morning everybody! The contract for the fair is signed."),
    ("marta", "Lovely! Then we need the big table again."),
    ("luis", "It is in the workshop, with three good legs"),
    ("luis", "The fourth one until Friday 😄"),
    ("nadia", "@Ana Torres, could you have a look at the last page of the texts?"),
    ("tom", "@Luis Gil, lunch is at two today, for whoever is here"),
)

# Conversations that have something new when the window opens: the last line that was read.
UNREAD = {"luis": 5}
