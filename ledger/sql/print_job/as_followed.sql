-- Is all that was known of its paper still all that is known?
select id from badgeforge.print_job
where id = %(id)s and state = 'released'
  and moving_since is not distinct from %(since)s and server_run is not distinct from %(server_run)s
for update
