"""Step 3: badges become sheets. `plan` lays them out in values, `write` makes the PDF."""
