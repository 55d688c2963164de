"""What a command loads before it does anything: every call at a desk pays for it."""

import subprocess
import sys


def test_a_command_that_runs_no_node_does_not_load_weasyprint():
    """It takes 2 s, and is not there at all on the machine that `doctor` is asked about."""
    loaded = "import sys; import badge_forge.cli; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert "badge_forge.commands.doctor" in modules
    assert "weasyprint" not in modules
