-- SPDX-License-Identifier: GPL-3.0-or-later
-- Gives Prosody 0.12 the channel bindings of TLS 1.3 (RFC 9266 tls-exporter, RFC 5929
-- tls-server-end-point) for SCRAM-*-PLUS, and lists them (XEP-0440). Tests only.
local base64 = require "util.encodings".base64;
local hashes = require "util.hashes";
local sasl = require "util.sasl";
local scram = require "util.sasl.scram";
local st = require "util.stanza";

local kinds = { "tls-unique", "tls-exporter", "tls-server-end-point" };

-- Registers the -PLUS mechanisms once more, this time for all the kinds.
scram.init(function (name, backends, mechanism, binding)
  return sasl.registerMechanism(name, backends, mechanism, binding and kinds);
end);

-- The certificates of the tests are signed with SHA-256, which is then the hash of the end point.
local function hash_certificate()
  local file = io.open(module:get_option("ssl").certificate);
  if not file then
    return nil;
  end
  local pem = file:read("*a");
  file:close();
  return hashes.sha256(base64.decode((pem:match("BEGIN CERTIFICATE%-+(.-)%-+END"):gsub("%s", ""))));
end

local end_point = hash_certificate();
local without = module:get_option_set("channel_bindings_without", {});

local function add_handlers(handler, session)
  local socket = session.conn:socket();
  local info = socket.info and socket:info();
  if info and info.protocol == "TLSv1.3" and not without:contains("tls-exporter") then
    handler:add_cb_handler("tls-exporter", function ()
      return socket:exportkeyingmaterial("EXPORTER-Channel-Binding", 32, "");
    end);
  end
  if end_point and not without:contains("tls-server-end-point") then
    handler:add_cb_handler("tls-server-end-point", function () return end_point; end);
  end
end

-- The host's accounts are there only after the modules, hence at the first stream.
local wrapped = false;
local function wrap_handlers()
  local users = prosody.hosts[module.host].users;
  local get_handler = users.get_sasl_handler;

  wrapped = true;
  function users.get_sasl_handler(session, ...)
    local handler = get_handler(session, ...);
    if handler and handler.add_cb_handler and session and session.encrypted then
      add_handlers(handler, session);
    end
    return handler;
  end
end

module:hook("stream-features", function ()
  if not wrapped then
    wrap_handlers();
  end
end, 1000);

module:hook("stream-features", function (event)
  local session, features = event.origin, event.features;
  local handler = session.sasl_handler;
  if session.username or not handler or not handler.profile.cb then
    return;
  end
  local list = st.stanza("sasl-channel-binding", { xmlns = "urn:xmpp:sasl-cb:0" });
  for kind in pairs(handler.profile.cb) do
    list:tag("channel-binding", { type = kind }):up();
  end
  features:add_child(list);
end, -100);
