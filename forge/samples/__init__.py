"""The list that the demonstration prints: a hundred people who do not exist, in the scripts in which people write their names."""
