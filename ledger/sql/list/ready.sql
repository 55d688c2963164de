-- The planner knows nothing of a table that was just filled.
analyze arriving
