#!/bin/sh
# Stands for the child: does what the file says that it was given.
exec /bin/sh
