select name, archive from badgeforge.design where digest = %(digest)s
