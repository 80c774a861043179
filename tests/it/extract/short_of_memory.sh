#!/bin/sh
echo "memory allocation of 9 bytes failed" >&2
kill -ABRT $$
