-- Which database this is: chosen by the first who asks.
insert into badgeforge.setting (name, value) values ('ledger', %(value)s) on conflict (name) do update set value = setting.value returning value
