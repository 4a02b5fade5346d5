#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Collects the words of the interface from the files in POTFILES: po/extract.sh po/birge.pot
cd "$(dirname "$0")/.." || exit 1
exec xgettext --from-code=UTF-8 --language=C --add-comments=Translators --add-location=file --package-name=birge \
  --files-from=po/POTFILES --keyword= --keyword=N_ --keyword=NC_:1c,2 \
  --keyword=birge_tr:2 --keyword=birge_trc:2c,3 --keyword=birge_trn:2,3 \
  --keyword=birge_shell_tr:2 --keyword=birge_page_tr:2 --output="${1:?where to?}"
