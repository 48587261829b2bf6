# SPDX-License-Identifier: GPL-3.0-or-later
"""Real servers on loopback addresses of their own: Prosody and ejabberd."""
import json
import pathlib
import re
import shutil
import urllib.request

from .process import (TOP, Process, as_user, free_address, give_to, listening, run)

FIXTURES = TOP / "tests" / "servers"


def fill_in(template, values):
    """The fixture `template` with its @NAMES@ replaced; @@DOMAIN@ is an @ and the domain."""
    def value(match):
        return str(values[match[1]])
    text = (FIXTURES / template).read_text()
    return re.sub(r"@([A-Z_]+)@", value, text)


class Server:
    """One host. `domain` is served at `address`: `port` for STARTTLS, `tls_port` for direct TLS."""
    kind = None
    user = None
    websocket_path = None

    def __init__(self, directory, authority, domain="a.example", *, certificate=None, **options):
        self.directory = pathlib.Path(directory)
        self.domain = domain
        self.address = free_address()
        self.port, self.tls_port, self.http_port = options.get("port", 5222), 5223, 5280
        self.https_port = options.get("https_port", 5281)
        self.authority = authority
        self.certificate = certificate or authority.issue(domain)
        self.options = options
        self.process = None
        self.directory.mkdir(parents=True, exist_ok=True)

    @property
    def ca(self):
        return self.authority.certificate

    @property
    def speaks_https(self):
        return bool(self.options.get("websocket") or self.options.get("upload"))

    def websocket(self, host=None, port=None):
        """The URI of the WebSocket, where there is one (option websocket)."""
        return f"wss://{host or self.address}:{port or self.https_port}/{self.websocket_path}"

    def jid(self, name):
        return f"{name}@{self.domain}"

    def start(self):
        self._configure()
        give_to(self.directory, self.user)
        self.process = self._launch()
        self._wait_until_ready()
        return self

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None

    def kill(self):
        if self.process:
            self.process.kill()
            self.process = None

    def restart(self):
        self.stop()
        self.process = self._launch()
        self._wait_until_ready()

    def _wait_until_ready(self):
        for port in self.ready_ports():
            self.process.expect(lambda port=port: listening(self.address, port), 60, self.kind)

    def ready_ports(self):
        return (self.port, self.tls_port, *((self.https_port,) if self.speaks_https else ()))

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def values(self):
        return {"DIRECTORY": self.directory, "DOMAIN": self.domain, "ADDRESS": self.address,
                "PORT": self.port, "TLS_PORT": self.tls_port, "HTTP_PORT": self.http_port,
                "CERTIFICATE": self.certificate.certificate, "KEY": self.certificate.key,
                "BOTH": self.certificate.both}

    def log(self):
        raise NotImplementedError

    def add_user(self, name, password="secret"):
        raise NotImplementedError

    def _configure(self):
        raise NotImplementedError

    def _launch(self):
        raise NotImplementedError


class Prosody(Server):
    """Options: mechanisms (the only ones offered), registration, invite_only, channel_binding,
    websocket (and a host-meta that names it), port, https_port,
    fast_login (SASL2, Bind 2, tokens and resumption at once, with channel binding), hash ("SHA-1"
    or "SHA-256": accounts keep only that form of the password), modules, room_modules (of the rooms),
    log_level, settings (more of them, for all hosts), configuration (more of it, after the hosts),
    upload (a place for files of up to so many bytes)."""
    kind = "prosody"
    user = "prosody"
    websocket_path = "xmpp-websocket"
    offers = ("PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256")

    @property
    def config(self):
        return self.directory / "prosody.cfg.lua"

    def _configure(self):
        options = self.options
        modules = list(options.get("modules", ()))
        channel_binding = options.get("channel_binding") or options.get("fast_login")
        if channel_binding:
            modules.append("channel_binding")
        if options.get("fast_login"):
            modules += ["fast_login", "sasl2", "sasl2_bind2", "sasl2_fast", "sasl2_sm"]
        if options.get("websocket"):
            modules += ["websocket", "host_meta"]
        # Where the password itself is kept, every mechanism can be offered at once.
        wanted = options.get("mechanisms", self.offers)
        plus = () if channel_binding else [f"{name}-PLUS" for name in self.offers]
        disabled = [name for name in (*self.offers, *plus) if name not in wanted]
        shutil.copytree(FIXTURES / "prosody-modules", self.directory / "modules", dirs_exist_ok=True)
        (self.directory / "data").mkdir(exist_ok=True)
        self.config.write_text(fill_in("prosody.cfg.lua.in", self.values() | {
            "MODULES": self.directory / "modules",
            "LOG_LEVEL": options.get("log_level", "info"),
            "DATABASE": self.directory / "db" / "archive.sqlite",
            "ARCHIVE": "sql" if options.get("sql") else "mnesia",
            "HTTPS_PORTS": self.https_port if self.speaks_https else "",
            "WEBSOCKET": self.websocket(self.domain, 443),
            "AUTHENTICATION": "internal_hashed" if "hash" in options else "internal_plain",
            "PASSWORD_HASH": options.get("hash", "SHA-256"),
            "DISABLED_MECHANISMS": ", ".join(f'"{name}"' for name in disabled),
            "REGISTRATION": "true" if options.get("registration", True) else "false",
            "INVITE_ONLY": "true" if options.get("invite_only") else "false",
            "MORE_MODULES": "".join(f'"{name}", ' for name in modules),
            "ROOM_MODULES": "".join(f'"{name}", ' for name in options.get("room_modules", ())),
            "SETTINGS": options.get("settings", ""),
            "CONFIGURATION": options.get("configuration", "") + self._upload()}))

    def _upload(self):
        size = self.options.get("upload")
        return (f'Component "upload.{self.domain}" "http_file_share"\n'
                f'  http_host = "upload.{self.domain}"\n'
                f'  http_external_url = "https://upload.{self.domain}:{self.https_port}/"\n'
                f'  http_file_share_size_limit = {size}\n') if size else ""

    def _launch(self):
        return Process(["env", f"HOME={self.directory}", "prosody", "-F", "--config", self.config],
                       self.directory / "prosody.out", user=self.user)

    def control(self, *words):
        return run(["setpriv", *as_user(self.user), "env", f"HOME={self.directory}", "prosodyctl",
                    "--config", self.config, *words])

    def add_user(self, name, password="secret"):
        self.control("register", name, self.domain, password)
        return self.jid(name)

    def stop_rooms(self):
        """The service of rooms goes down, the server stays."""
        self.control("shell", "host", "deactivate", f"conference.{self.domain}")

    def start_rooms(self):
        self.control("shell", "host", "activate", f"conference.{self.domain}")

    def stop_relay(self):
        """There is no proxy for bytestreams any more."""
        self.control("shell", "host", "deactivate", f"proxy.{self.domain}")

    def invite(self, name=None):
        """A pre-authenticated invitation (XEP-0445) as an xmpp: link."""
        _, out, _ = self.control("mod_invites", "generate", self.domain)
        return re.search(r"xmpp:\S+", out)[0]

    def log(self):
        return (self.directory / "prosody.log").read_text(errors="replace")


class Ejabberd(Server):
    """Options: mechanisms (the only ones offered), registration, hash ("sha", "sha256", "sha512":
    accounts keep only that form of the password), sql (the archive is kept in SQLite, not in Mnesia),
    websocket (and a host-meta that names it), port, https_port, log_level, upload (a place for files
    of up to so many bytes)."""
    kind = "ejabberd"
    user = "ejabberd"
    websocket_path = "ws"
    offers = ("PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512")

    def _configure(self):
        options = self.options
        wanted = options.get("mechanisms", self.offers)
        disabled = [name for name in self.offers if name not in wanted] + ["X-OAUTH2"]
        # ejabberd 23.01 lists -PLUS with TLS 1.3 as well and then refuses every binding of TLS 1.3.
        if not options.get("channel_binding"):
            disabled += [f"{name}-PLUS" for name in self.offers[1:]]
        register = "  mod_register: { ip_access: all }" if options.get("registration", True) else ""
        for name in ("db", "log"):
            (self.directory / name).mkdir(exist_ok=True)
        (self.directory / "inetrc").write_text("")
        (self.directory / "ejabberd.yml").write_text(fill_in("ejabberd.yml.in", self.values() | {
            "LOG_LEVEL": options.get("log_level", "info"),
            "DATABASE": self.directory / "db" / "archive.sqlite",
            "ARCHIVE": "sql" if options.get("sql") else "mnesia",
            "HTTPS_LISTENER": self._https() if self.speaks_https else "",
            "UPLOAD": (f'  mod_http_upload: {{ host: "upload.{self.domain}", max_size: {options["upload"]}, '
                       f'put_url: "https://upload.{self.domain}:{self.https_port}/upload", '
                       f'docroot: "{self.directory}/db/upload" }}' if options.get("upload") else ""),
            "HOST_META": (f'  mod_host_meta: {{ websocket_url: "{self.websocket(self.domain, 443)}" }}'
                          if options.get("websocket") else ""),
            "PASSWORD_FORMAT": "scram" if "hash" in options else "plain",
            "SCRAM_HASH": options.get("hash", "sha256"),
            "DISABLED_MECHANISMS": ", ".join(f'"{name}"' for name in disabled),
            "REGISTER": register}))

    def _https(self):
        return (f'  - {{ port: {self.https_port}, ip: "{self.address}", module: ejabberd_http, tls: true, '
                'request_handlers: { /ws: ejabberd_http_ws, /upload: mod_http_upload, '
                '/.well-known/host-meta: mod_host_meta, '
                '/.well-known/host-meta.json: mod_host_meta } }')

    def _launch(self):
        # Not through ejabberdctl: that insists on its own user and on Erlang's port mapper, which
        # all servers of a machine would share.
        log = self.directory / "log" / "ejabberd.log"
        log.unlink(missing_ok=True)
        settings = {"HOME": self.directory, "ERL_LIBS": "/usr/lib/x86_64-linux-gnu",
                    "ERL_INETRC": self.directory / "inetrc", "ERL_CRASH_DUMP_SECONDS": 0,
                    "EJABBERD_CONFIG_PATH": self.directory / "ejabberd.yml",
                    "EJABBERD_LOG_PATH": log}
        words = [f"{name}={value}" for name, value in settings.items()]
        return Process(["env", *words, "erl", "-noinput", "+sbwt", "none",
                        "-mnesia", "dir", f'"{self.directory}/db"', "-s", "ejabberd"],
                       self.directory / "ejabberd.out", user=self.user, directory=self.directory)

    def ready_ports(self):
        return *super().ready_ports(), self.http_port

    def command(self, name, **arguments):
        """Runs an administrator's command through ejabberd's own HTTP door."""
        request = urllib.request.Request(f"http://{self.address}:{self.http_port}/api/{name}",
                                         json.dumps(arguments).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def add_user(self, name, password="secret"):
        self.command("register", user=name, host=self.domain, password=password)
        return self.jid(name)

    def _reload_with(self, change):
        config = self.directory / "ejabberd.yml"
        config.write_text("".join(map(change, config.read_text().splitlines(keepends=True))))
        self.command("reload_config")

    def stop_rooms(self):
        """The service of rooms goes down, the server stays."""
        self._reload_with(lambda line: line.replace("  mod_muc:", "  # mod_muc:"))

    def stop_relay(self):
        """There is no proxy for bytestreams any more."""
        self._reload_with(lambda line: line.replace("  mod_proxy65:", "  # mod_proxy65:"))

    def start_rooms(self):
        self._reload_with(lambda line: line.replace("  # mod_muc:", "  mod_muc:"))

    def log(self):
        return (self.directory / "log" / "ejabberd.log").read_text(errors="replace")


KINDS = {"prosody": Prosody, "ejabberd": Ejabberd}
