create temporary table place (sequence integer primary key, number integer, slot text) on commit drop
