-- What is asked of a list is read to its end: no plan that only begins fast.
select set_config('cursor_tuple_fraction', '1', true)
