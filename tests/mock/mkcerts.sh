#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# mkcerts.sh DIR: certificates for tests, of an authority of their own: good ones and all kinds of bad ones.
set -euo pipefail

domain=capulet.lit
mkdir -p "$1"
cd "$1"

key() { certtool --generate-privkey --key-type=ecdsa --curve=secp256r1 --outfile "$1.key"; }

# sign NAME ISSUER DAYS ACTIVATION LINE...
sign() {
  local name=$1 issuer=$2 activation=$3
  shift 3
  key "$name"
  printf '%s\n' "$@" "activation_date = \"$activation\"" >"$name.tmpl"
  certtool --generate-certificate --load-privkey "$name.key" --template "$name.tmpl" \
    --load-ca-certificate "$issuer.crt" --load-ca-privkey "$issuer.key" --outfile "$name.crt"
}

now=2020-01-01
end='expiration_date = "2050-01-01"'
server=(tls_www_server signing_key)

authority() {
  key "$1"
  printf '%s\n' "cn = \"$2\"" ca cert_signing_key "$end" "activation_date = \"$now\"" >"$1.tmpl"
  certtool --generate-self-signed --load-privkey "$1.key" --template "$1.tmpl" --outfile "$1.crt"
}

{
  authority ca "Test authority"
  authority foreign-ca "Another authority"

  sign good ca "$now" "cn = \"$domain\"" "dns_name = \"$domain\"" "$end" "${server[@]}"
  sign expired ca "$now" "cn = \"$domain\"" "dns_name = \"$domain\"" 'expiration_date = "2021-01-01"' "${server[@]}"
  sign wrong-host ca "$now" 'cn = "montague.lit"' 'dns_name = "montague.lit"' "$end" "${server[@]}"
  sign foreign foreign-ca "$now" "cn = \"$domain\"" "dns_name = \"$domain\"" "$end" "${server[@]}"
  sign idn ca "$now" 'cn = "xn--bcher-kva.lit"' 'dns_name = "xn--bcher-kva.lit"' "$end" "${server[@]}"

  # Signed by a server's certificate, which is no authority.
  sign leaf ca "$now" 'cn = "montague.lit"' 'dns_name = "montague.lit"' "$end" "${server[@]}"
  sign not-ca leaf "$now" "cn = \"$domain\"" "dns_name = \"$domain\"" "$end" "${server[@]}"
  cat leaf.crt >>not-ca.crt

  key self-signed
  printf '%s\n' "cn = \"$domain\"" "dns_name = \"$domain\"" "$end" "${server[@]}" >self-signed.tmpl
  certtool --generate-self-signed --load-privkey self-signed.key --template self-signed.tmpl \
    --outfile self-signed.crt

  sign client ca "$now" 'cn = "juliet"' "xmpp_name = \"juliet@$domain\"" "$end" tls_www_client signing_key
  sign client-two ca "$now" 'cn = "juliet"' "xmpp_name = \"juliet@$domain\"" \
    "xmpp_name = \"nurse@$domain\"" "$end" tls_www_client signing_key
  sign client-other ca "$now" 'cn = "nurse"' "xmpp_name = \"nurse@$domain\"" "$end" tls_www_client signing_key
} 2>certtool.log || { cat certtool.log >&2; exit 1; }
touch "done"
