#!/bin/sh
# The backend `sim`: a printer that does what the file `mode` in its folder says, and writes to done.log what came out on paper.
# Called by cupsd: job-id user title copies options [file], with DEVICE_URI=sim:///folder; without arguments to be listed.
#   ok        prints                     slow:N  says so, prints in N s        paper   waits, out of paper, for another mode
#   wait      waits for another mode, and says nothing                        tenths:N  prints in N tenths of a second
#   tray      as wait, and says for ever that it has no paper: in a tray that it does not need
#   stop      out of paper, and the queue stops (exit 4)                      hold    puts the job on hold (exit 3)
#   retry     asks for another try (exit 6)     cancel  cancels the job, as a jam does (exit 5)
#   fail      fails without printing (exit 1)   crash   dies                  lost    prints nothing and has no memory of the job
# It ends with its folder, so that a backend whose cupsd was killed leaves nothing behind.
[ $# -eq 0 ] && { echo 'direct sim "Unknown" "Simulated printer"'; exit 0; }
folder=${DEVICE_URI#sim://}
mode=$(cat "$folder/mode")
[ -n "$6" ] && document=$6 || { document="$TMPDIR/sim.$$"; cat >"$document"; }
echo "$(date +%s.%N) $3 $mode" >>"$folder/started.log"

pause() { sleep 0.05; [ -d "$folder" ] || exit 0; }

case $mode in
slow:*)
    echo "INFO: Printing." >&2
    end=$(($(date +%s%N) / 1000000 + ${mode#slow:} * 1000))
    while [ "$(($(date +%s%N) / 1000000))" -lt "$end" ]; do pause; done ;;
tenths:*)
    left=${mode#tenths:}
    while [ "$left" -gt 0 ]; do pause; pause; left=$((left - 1)); done ;;
wait) while [ "$(cat "$folder/mode")" = wait ]; do pause; done ;;
paper)
    echo "STATE: +media-empty-warning" >&2
    while [ "$(cat "$folder/mode")" = paper ]; do pause; done
    echo "STATE: -media-empty-warning" >&2 ;;
tray)
    echo "STATE: +media-empty-warning" >&2
    while [ "$(cat "$folder/mode")" = tray ]; do pause; done ;;
stop) echo "STATE: +media-empty-error" >&2; echo "ERROR: Load paper." >&2; exit 4 ;;
hold) exit 3 ;;
retry) exit 6 ;;
cancel) echo "ERROR: Paper jam." >&2; exit 5 ;;
fail) echo "ERROR: It does not work." >&2; exit 1 ;;
crash) kill -SEGV $$ ;;
lost) echo "STATE: +cups-ipp-missing-job-history" >&2; exit 0 ;;
esac

copy="$folder/job-$1-$$.pdf"
cp "$document" "$copy"
echo "$(date +%s.%N) $3 $copy" >>"$folder/done.log"
echo "STATE: -media-empty-error" >&2
exit 0
