-- Is anything under way that makes files, or uses them?
select exists (select from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled'))
    or exists (select from badgeforge.sheet where state in ('open', 'closed', 'imposed', 'spooled')) as busy
