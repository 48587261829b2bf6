# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority of the tests' own, made with GnuTLS's certtool."""
import dataclasses
import pathlib

from .process import run


@dataclasses.dataclass
class Certificate:
    certificate: pathlib.Path
    key: pathlib.Path
    both: pathlib.Path  # one after the other, as ejabberd wants it


class Authority:
    """Signs what a test needs: right certificates and wrong ones."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.certificate = self.directory / "ca.crt"
        self.key = self.directory / "ca.key"
        self.issued = 0
        self._make_key(self.key)
        self._certtool("--generate-self-signed", "--load-privkey", self.key, outfile=self.certificate,
                       template=["cn = Charla test authority", "ca", "cert_signing_key",
                                 "expiration_days = 30"])

    def issue(self, domain, *, expired=False, self_signed=False):
        """A server's certificate for `domain` and its usual services, in files of its own: a server
        opens its ports before it reads them."""
        self.issued += 1
        name = f"{domain}.{self.issued}"
        made = Certificate(*(self.directory / f"{name}.{kind}" for kind in ("crt", "key", "pem")))
        template = [f"cn = {domain}", "tls_www_server", "signing_key"]
        template += [f"dns_name = {prefix}{domain}"
                     for prefix in ("", "conference.", "upload.", "proxy.", "pubsub.")]
        if expired:
            template += ["activation_date = 2020-01-01 00:00:00",
                         "expiration_date = 2021-01-01 00:00:00"]
        else:
            template += ["expiration_days = 30"]
        self._make_key(made.key)
        if self_signed:
            signing = ["--generate-self-signed"]
        else:
            signing = ["--generate-certificate", "--load-ca-certificate", self.certificate,
                       "--load-ca-privkey", self.key]
        self._certtool(*signing, "--load-privkey", made.key, outfile=made.certificate,
                       template=template)
        made.both.write_bytes(made.certificate.read_bytes() + made.key.read_bytes())
        for path in (made.key, made.both):
            path.chmod(0o644)  # a throw-away key, which the server reads as another user
        return made

    def _make_key(self, path):
        self._certtool("--generate-privkey", "--key-type=ecdsa", "--curve=secp256r1", outfile=path)

    def _certtool(self, *words, outfile, template=None):
        words = list(words)
        if template:
            path = self.directory / "template"
            path.write_text("\n".join(template) + "\n")
            words += ["--template", path]
        run(["certtool", *words, "--outfile", outfile])
