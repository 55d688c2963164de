-- Submissions to this printer that somebody began and did not finish: the journal's recovery takes them over.
update badgeforge.print_job
set holder = %(holder)s
where printer = %(printer)s and state in ('intent', 'releasing')
returning id, title, cups_id, cups_uuid
