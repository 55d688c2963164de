update badgeforge.revision set content = '{"name": "", "company": "", "type": "", "fields": {}}', digest = '' where badge = %(badge)s
