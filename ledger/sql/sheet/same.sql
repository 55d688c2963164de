-- A sheet that was made of the same: its PDF would be the same.
select pdf, media, width, height, sides, pages, made_of
from badgeforge.sheet
where made_of = %(made_of)s and pdf is not null
order by id desc
limit 1
