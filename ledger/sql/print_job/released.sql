-- Its spooler was told to let a print job go. Returns its printer where nothing could be handed over to that before.
with told as (
    update badgeforge.print_job set state = 'released', released_at = now() where id = %(id)s and state = 'releasing' returning printer
)
update badgeforge.printer p
set trouble = null, remedy = null, impact = null, trouble_since = null, retry_at = 'epoch'
from told
where p.name = told.printer and p.impact = 'stuck'
returning p.name
