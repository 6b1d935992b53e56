"""The client on docs/api.md, run as it stands there, against a whole line: the page is enough to report and to read."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.lines import REPOSITORY, free_port, run, running, whole_home


def test_a_client_written_from_the_page_alone_reports_and_reads(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert "tocsin." not in code.replace("tocsin.json", "").replace("vnd.tocsin.post", "")
    client = tmp_path / "client.py"
    client.write_text(code)
    home, port = whole_home(tmp_path / "home"), free_port()
    url = f"http://localhost:{port}"

    def use(*words: str) -> str:
        done = subprocess.run([sys.executable, str(client), url, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    flooded = ("--budget", "sealed=0:0.01", "--work", "500:500")  # its way through a flood is part of the page
    opener = ("tocsin-opener", "serve", "--home", str(home), "--demonstration", "--collect-every", "0")
    with (
        running(*opener, unix=home / "run" / "main.sock"),
        running("tocsin-intake", "--home", str(home), "--port", str(port), *flooded, port=port),
    ):
        receipt = use("send", "told by a client of two hundred lines 说")
        assert use("read", receipt) == "[]"
        assert run("tocsin-desk", "collect", home=home).returncode == 0
        case = json.loads(run("tocsin-desk", "cases", "--json", home=home).stdout)["cases"][0]["case"]
        shown = run("tocsin-desk", "show", case, "--reason", "x", "--json", home=home)
        assert json.loads(shown.stdout)["report"]["what"] == "told by a client of two hundred lines 说"
        assert run("tocsin-desk", "reply", case, "--text", "thank you 谢谢", home=home).returncode == 0
        assert "thank you 谢谢" in use("read", receipt)
        ours = run("tocsin-report", "read", "--line", url, "--receipt", receipt, "--json")
        assert json.loads(ours.stdout)["replies"][1]["text"] == "thank you 谢谢"
        assert use("add", receipt, "protection", "they know my name") == "stored"
        assert run("tocsin-desk", "collect", home=home).returncode == 0
        later = run("tocsin-desk", "show", case, "--reason", "x", "--json", home=home)
        [added] = json.loads(later.stdout)["additions"]
        assert (added["kind"], added["text"]) == ("protection", "they know my name")
