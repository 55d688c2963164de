select j.id, j.sheet, j.printer, j.state, j.attempt from badgeforge.print_job j where j.id = %(id)s for update
