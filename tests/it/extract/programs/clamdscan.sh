#!/bin/sh
if grep -q EICAR; then echo "stdin: Eicar-Signature FOUND"; exit 1; fi
echo "stdin: OK"
