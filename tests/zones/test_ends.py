"""A public process ends quietly, also under load: no panic of a thread, nothing on its log, every answer whole."""

import http.client
import signal
import subprocess
import threading
import time
from pathlib import Path

from tests.lines import BIN, free_port, listens, public_home
from tocsin.envelope.replies import SEALED_REPLY

TIMES = 12  # without care for the server's threads, about one end in twelve was a panic


def ask(port: int, stop: threading.Event, cut: list[int]) -> None:
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("POST", "/replies", b"x" * 128, {"Content-Type": "application/octet-stream"})
            answer = connection.getresponse().read()
        except OSError:
            continue  # refused or reset: the process has ended
        except http.client.HTTPException:
            continue
        finally:
            connection.close()
        if len(answer) != 8 * SEALED_REPLY:
            cut.append(len(answer))


def test_intake_ends_without_a_word_while_it_is_asked(tmp_path: Path) -> None:
    home, cut = public_home(tmp_path / "home"), list[int]()
    for _ in range(TIMES):
        port, stop = free_port(), threading.Event()
        with (tmp_path / "log").open("wb") as log:
            words = [str(BIN / "tocsin-intake"), "--home", str(home), "--port", str(port)]
            process = subprocess.Popen(words, stdout=log, stderr=log)
            while not listens(port):
                time.sleep(0.02)
            askers = [threading.Thread(target=ask, args=(port, stop, cut)) for _ in range(6)]
            for asker in askers:
                asker.start()
            time.sleep(0.2)
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            stop.set()
            for asker in askers:
                asker.join()
        assert (tmp_path / "log").read_bytes() == b""
    assert cut == []
