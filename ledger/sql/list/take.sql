copy arriving (n, badge_id, content, digest, copies) from stdin
