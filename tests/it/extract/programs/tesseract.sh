#!/bin/sh
# Stands for tesseract: "reads" a picture that holds its own words.
test "$1 $2 $3 $4" = "stdin stdout -l ita" || exit 1
tail -c +9
