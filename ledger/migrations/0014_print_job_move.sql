-- The database holds print jobs to the table of states, too.
create trigger print_job_move before update of state on badgeforge.print_job
    for each row execute function badgeforge.check_move('print job');
