#!/bin/sh
# Stands for an office suite: the PDF it makes stands in the file behind five letters.
test "$1" = "--version" && echo "LibreOffice 99" && exit
while [ "$1" != "--outdir" ]; do shift; done
tail -c +6 "$3" > "$2/documento.pdf"
