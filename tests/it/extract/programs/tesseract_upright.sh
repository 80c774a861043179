#!/bin/sh
# Stands for tesseract: recognises letters on upright pages only, by the width and height in the head of a PNG.
set -- $(od -An -tu1 -j16 -N8)
cat > /dev/null
[ $(($3 * 256 + $4)) -gt $(($7 * 256 + $8)) ] || echo "Verbale della seduta di giunta comunale"
