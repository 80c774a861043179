#!/bin/sh
# Stands for a program that a file has taken over: says what it could do.
cat "$1" > /dev/null 2>&1 && echo "read"
(: > "$2") 2>/dev/null && echo "wrote"
(: > "/dev/shm/$3") 2>/dev/null && echo "wrote for other programs"
# It stands for the settings of a server: those of its own are in none of the machines of tests.
cat /etc/group > /dev/null 2>&1 && echo "read settings"
ls /dev > /dev/null 2>&1 && echo "read which devices there are"
# What leaves the group is not ended with it.
setsid true 2>/dev/null && echo "left its group"
# What every program may expect.
head -c 1 /dev/urandom > /dev/null || echo "found no chance"
cat /dev/null || echo "found nothing"
exit 0
