copy place (sequence, number, slot) from stdin
