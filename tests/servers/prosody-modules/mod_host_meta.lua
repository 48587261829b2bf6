-- Where the WebSocket is (XEP-0156): Prosody 0.12 leaves that to the web server.
local json = require "util.json";
local st = require "util.stanza";

module:depends("http");

local rel = "urn:xmpp:alt-connections:websocket";
local href = module:get_option_string("host_meta_websocket");

module:provides("http", {
	name = "host-meta";
	default_path = "/.well-known";
	route = {
		["GET /host-meta"] = function (event)
			event.response.headers.content_type = "application/xrd+xml";
			return "<?xml version='1.0'?>" .. tostring(
				st.stanza("XRD", { xmlns = "http://docs.oasis-open.org/ns/xri/xrd-1.0" })
					:tag("Link", { rel = rel, href = href }):up());
		end;
		["GET /host-meta.json"] = function (event)
			event.response.headers.content_type = "application/json";
			return json.encode({ links = { { rel = rel, href = href } } });
		end;
	};
});
