-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lets the community's modules for SASL2 (XEP-0388), Bind 2 (XEP-0386), tokens (XEP-0484) and the
-- resumption that goes with them (XEP-0198, 9) run on Prosody 0.12: they were written for what came
-- after it. Goes with mod_channel_binding. Tests only.
local datetime = require "util.datetime";
local filters = require "util.filters";
local st = require "util.stanza";

local smacks = module:depends("smacks");

-- Methods of a connection that only newer ones have. All connections share one metatable.
local function give_methods(connection)
  local methods = getmetatable(connection).__index;
  if type(methods) ~= "table" or methods.ssl_info then
    return;
  end
  function methods:ssl_info()
    local socket = self:socket();
    return socket.info and socket:info();
  end
  function methods:ssl_peerfinished()
    local socket = self:socket();
    return socket.getpeerfinished and socket:getpeerfinished();
  end
  function methods:ssl_exportkeyingmaterial(label, length, context)
    local socket = self:socket();
    return socket.exportkeyingmaterial and socket:exportkeyingmaterial(label, length, context);
  end
end

-- Who the client says to be in its header: tokens are offered to him.
local function note_sender(session)
  function session:stream_attrs(_, sender)
    self.stream_from = sender;
  end
end

local function note_senders(session)
  if session.type == "c2s_unauthed" then
    note_sender(session);
  end
end

filters.add_filter_hook(note_senders);
function module.unload()
  filters.remove_filter_hook(note_senders);
end

module:hook("stream-features", function (event)
  give_methods(event.origin.conn);
  event.stream = event.stream or { from = event.origin.stream_from };
end, 1001);

-- mod_smacks answers on the stream; here the answer stands in another one, and what is sent again
-- comes after that.
local function intercept(session, run)
  local answer, held = nil, {};
  local function catch(stanza)
    if not answer then
      answer = stanza;
    else
      table.insert(held, stanza);
    end
    return nil;
  end
  filters.add_filter(session, "stanzas/out", catch, 1000);
  run();
  filters.remove_filter(session, "stanzas/out", catch);
  return answer, held;
end

local function refusal(answer)
  return nil, { type = "cancel", condition = answer.tags[1] and answer.tags[1].name or "item-not-found",
                context = { h = tonumber(answer.attr.h) } };
end

function smacks.do_enable(session, stanza)
  local answer = intercept(session, function ()
    smacks.handle_enable(session, stanza, stanza.attr.xmlns);
  end);
  if answer.name ~= "enabled" then
    return refusal(answer);
  end
  return { type = "enabled", id = answer.attr.id, resume_max = answer.attr.max, finish = function () end };
end

function smacks.do_resume(session, stanza)
  local answer, held = intercept(session, function ()
    smacks.handle_resume(session, stanza, stanza.attr.xmlns);
  end);
  if answer.name ~= "resumed" then
    return refusal(answer);
  end
  -- The connection belongs to the older session now.
  local older;
  for _, one in pairs(prosody.hosts[module.host].sessions[session.username].sessions) do
    if one.resumption_token == answer.attr.previd then
      older = one;
    end
  end
  return { type = "resumed", id = answer.attr.previd, session = older, finish = function ()
    older.resending_unacked = true; -- they are in the queue already
    for _, stanza_again in ipairs(held) do
      older.send(stanza_again);
    end
    older.resending_unacked = nil;
  end };
end

-- Lua 5.4 refuses times with a fraction, which mod_sasl2_fast has.
if not datetime.takes_fractions then
  local format = datetime.datetime;
  datetime.takes_fractions = true;
  function datetime.datetime(time)
    return format(time and math.floor(time));
  end
end

if not st.stanza_mt.get_child_attr then
  function st.stanza_mt:get_child_attr(name, xmlns, attribute)
    local child = self:get_child(name, xmlns);
    return child and child.attr[attribute] or nil;
  end
end

if not st.stanza_mt.add_error then
  function st.stanza_mt:add_error(err)
    return self:tag(err.condition, { xmlns = "urn:ietf:params:xml:ns:xmpp-stanzas" }):up();
  end
end
