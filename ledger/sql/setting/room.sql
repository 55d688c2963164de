-- A page of its own, whatever room the tables have inside; its transaction is rolled back.
create temporary table room as select 'x' as x
