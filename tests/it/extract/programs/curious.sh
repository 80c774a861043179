#!/bin/sh
# Stands for a program that a file has taken over: says what it could do.
cat "$1" > /dev/null 2>&1 && echo "read"
echo x 2>/dev/null > "$2" && echo "wrote"
exit 0
