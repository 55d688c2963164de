-- An intent comes to nothing, whatever its sheet does.
update badgeforge.print_job set state = 'withdrawn', ended_at = now(), evidence = %(why)s where id = %(id)s and state = 'intent'
