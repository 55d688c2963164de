insert into badgeforge.history (what, badge, print, sheet, batch, why, by)
values (%(what)s, %(badge)s, %(print)s, %(sheet)s, %(batch)s, %(why)s, %(by)s)
