#!/bin/sh
# What the IPP printer does with a document ($1): the file `mode` beside done.log says it. ok | slow:N | tenths:N | fail | paper | says:REASON
# (paper and says:REASON wait for another mode, and say meanwhile that the printer is out of paper, or what REASON says)
folder=$IPP_TEST_FOLDER
pause() { sleep 0.05; [ -d "$folder" ] && kill -0 "$PPID" || exit 1; }
mode=$(cat "$folder/mode")
echo "$(date +%s.%N) $IPP_JOB_NAME $mode" >>"$folder/started.log"
env | grep '^IPP_' | sort >"$folder/asked-$IPP_JOB_NAME"
case $mode in
slow:*)
    end=$(($(date +%s%N) / 1000000 + ${mode#slow:} * 1000))
    while [ "$(($(date +%s%N) / 1000000))" -lt "$end" ]; do pause; done ;;
tenths:*)
    left=${mode#tenths:}
    while [ "$left" -gt 0 ]; do pause; pause; left=$((left - 1)); done ;;
paper | says:*)
    reason=${mode#says:}
    [ "$mode" = paper ] && reason=media-empty
    echo "STATE: +$reason" >&2
    while [ "$(cat "$folder/mode")" = "$mode" ]; do pause; done
    echo "STATE: -$reason" >&2 ;;
fail) exit 1 ;;
esac
copy="$folder/$IPP_JOB_ID-$$.pdf" # a printer that was switched off counts from 1 again
cp "$1" "$copy"
echo "$(date +%s.%N) $IPP_JOB_NAME $copy" >>"$folder/done.log"
