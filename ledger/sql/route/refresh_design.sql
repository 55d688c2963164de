-- The design's files changed: what is enqueued from now on takes the new ones, running batches keep theirs.
update badgeforge.route set design_digest = %(digest)s where queue = %(queue)s and design_digest <> %(digest)s
