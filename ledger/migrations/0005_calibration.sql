-- What makes up for a printer's own offset, and for which offset a sheet's PDF was made: {"front": {dx, dy, scale}, "back": ...}, in mm.
alter table badgeforge.printer add calibration jsonb not null default '{}';
alter table badgeforge.sheet add calibration jsonb not null default '{}';
comment on column badgeforge.sheet.calibration is 'that its PDF was made with; fed to a printer with another one, it is imposed again';
