"""Known vulnerabilities of what is installed here, by pip-audit.

    python checks/audit.py

Ends with 1 where there are any. Where the database that pip-audit asks cannot be reached, it says
so and ends with 0: who checks without a network is not kept from it.
"""

import subprocess
import sys
from urllib.error import URLError
from urllib.request import urlopen

DATABASE = "https://pypi.org/pypi/pip/json"
PATIENCE_SECONDS = 5


def main() -> None:
    """Ask, where there is somebody to ask."""
    try:
        with urlopen(DATABASE, timeout=PATIENCE_SECONDS):
            pass
    except (URLError, OSError) as error:
        print(f"pip-audit is passed over: {DATABASE} cannot be reached ({error})", file=sys.stderr)
        return
    command = (sys.executable, "-m", "pip_audit", "--local", "--skip-editable")
    sys.exit(subprocess.run((*command, "--progress-spinner", "off"), check=False).returncode)


if __name__ == "__main__":
    main()
