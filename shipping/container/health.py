"""Ask the server in this container how it is: exit code 0 if its model is available."""

import json
import sys
import urllib.request

ADDRESS = "http://127.0.0.1:8501/v1/models/served"


def is_available(address: str, seconds: float = 4) -> bool:
    """Whether a model is there and available."""
    try:
        with urllib.request.urlopen(address, timeout=seconds) as response:
            states = json.load(response)["model_version_status"]
    except (OSError, ValueError, KeyError):
        return False
    return any(state["state"] == "AVAILABLE" for state in states)


if __name__ == "__main__":
    sys.exit(0 if is_available(ADDRESS) else 1)
