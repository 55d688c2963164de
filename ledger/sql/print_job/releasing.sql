-- The spooler holds the job: from here on paper may move, unless somebody canceled the sheet or took the print job over.
update badgeforge.print_job j
set state = 'releasing', cups_id = %(cups_id)s, cups_uuid = %(cups_uuid)s, server_run = %(server_run)s
from badgeforge.sheet s
where j.id = %(id)s and j.state = 'intent' and j.holder = %(holder)s
  and s.id = j.sheet and s.state = 'imposed' and s.attempt = j.attempt
returning j.sheet
