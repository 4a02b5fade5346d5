#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   make-certificates.sh FOLDER
#
# Makes an authority (authority.pem), a server's certificate for "localhost" that
# it signed (server.pem, server.key), and an authority that signed nothing
# (stranger.pem).  All are valid for a day.
set -eu
cd "$1"

key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null ||
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

for name in authority stranger; do
  key $name.key
  openssl req -x509 -new -key $name.key -days 1 -subj "/CN=Test $name" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign -out $name.pem
done
key server.key
openssl req -new -key server.key -subj /CN=localhost -out server.csr
printf 'subjectAltName=DNS:localhost\n' >server.ext
openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 1 -extfile server.ext \
  -out server.pem
