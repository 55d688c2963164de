-- Ask for a released job back, if it was not seen to begin.
update badgeforge.print_job set recalled_at = now() where id = %(id)s and state = 'released' and begun_at is null returning id
