"""The settings of the tests' cupsd: all of its folders private, history kept, every change on disk within a second."""

FILES = """\
ServerRoot {folder}/etc
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
DocumentRoot {folder}/doc
ServerBin {folder}/lib
DataDir /usr/share/cups
AccessLog {folder}/log/access_log
ErrorLog {folder}/log/error_log
PageLog {folder}/log/page_log
User {user}
Group {group}
SystemGroup {administrators}
LogFilePerm 0644
Sandboxing relaxed
FatalErrors listen
"""

SETTINGS = """\
ServerName localhost
ServerAlias *
Listen {address}
Browsing No
WebInterface No
LogLevel warn
AccessLogLevel actions
MaxLogSize 0
MaxJobs 0
MaxClients 200
PreserveJobHistory Yes
PreserveJobFiles No
MultipleOperationTimeout 900
JobRetryInterval 1
JobKillDelay 1
DirtyCleanInterval 1
ErrorPolicy stop-printer
"""

OPEN_POLICY = """\
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
DEBIAN_POLICY = """\
DefaultAuthType Basic
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  <Limit Create-Job Print-Job Print-URI Validate-Job>
    Order deny,allow
  </Limit>
  <Limit Send-Document Hold-Job Release-Job Restart-Job Set-Job-Attributes Cancel-My-Jobs Close-Job Cancel-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit Pause-Printer Resume-Printer Enable-Printer Disable-Printer Hold-New-Jobs CUPS-Accept-Jobs CUPS-Reject-Jobs>
    AuthType Default
    Require user @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
"""what a fresh Debian 12 permits: everybody prints and minds his own jobs, only the group lpadmin minds printers"""
