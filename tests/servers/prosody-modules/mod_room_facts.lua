-- What Prosody's rooms do not say of themselves: slow mode (XEP-0500), how much is written (XEP-0502) and
-- titles of people (XEP-0317). `room_facts`: by the name of the room, { slow = seconds, activity = messages
-- an hour, hats = { [nick] = title } }.
local jid = require "util.jid";
local facts = module:get_option("room_facts", {});

local function of(room)
	return facts[jid.node(room.jid)] or {};
end

module:hook("muc-disco#info", function (event)
	local known = of(event.room);
	local function tell(name, value)
		if value then
			table.insert(event.form, { name = name, type = "text-single" });
			event.formdata[name] = tostring(value);
		end
	end
	tell("muc#roominfo_slow_mode_duration", known.slow);
	tell("{urn:xmpp:muc-activity}message-activity", known.activity);
end);

module:hook("muc-build-occupant-presence", function (event)
	local title = (of(event.room).hats or {})[jid.resource(event.occupant.nick)];
	if title then
		event.stanza:tag("hats", { xmlns = "urn:xmpp:hats:0" })
			:tag("hat", { uri = "https://office.example/hats/" .. title:lower(), title = title })
			:up():up();
	end
end);
