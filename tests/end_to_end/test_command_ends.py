"""How the command ends when it is interrupted, and what it writes where the output cannot show everything."""

import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipelines.commands.ui import _office_is_loaded

INTERRUPTED = "已中断；没有丢失任何文件，重新运行即可继续。"
INTERRUPT = "os.kill(os.getpid(), signal.SIGINT)"

MOMENTS = {
    "while its parts are imported": f"""
class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == "pipelines.commands.command_line":
            {INTERRUPT}
sys.meta_path.insert(0, Interrupting())
""",
    "while it works": f"""
def work():
    {INTERRUPT}
    return 0
stand_in.run_command = work
sys.modules["pipelines.commands.command_line"] = stand_in
""",
    "a second time, while it ends": f"""
def work():
    try:
        {INTERRUPT}
    finally:
        {INTERRUPT}
stand_in.run_command = work
sys.modules["pipelines.commands.command_line"] = stand_in
""",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interruption_is_one_sentence(moment):
    program = f"""
import os, signal, sys, types
signal.signal(signal.SIGINT, signal.default_int_handler)
stand_in = types.ModuleType("stand_in")
{MOMENTS[moment]}
from pipelines.cli import main
main()
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr.strip()) == (1, INTERRUPTED)


@pytest.mark.parametrize(("encoding", "shown"), [("gbk", "√ 未报"), ("ascii", "? ??"), ("utf-8", "✓ 未报")])
def test_a_character_that_the_output_lacks_is_no_error(encoding, shown):
    program = """
import sys, types
stand_in = types.ModuleType("stand_in")
stand_in.run_command = lambda: print("✓ 未报") or 0
sys.modules["pipelines.commands.command_line"] = stand_in
from pipelines.cli import main
main()
"""
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.decode(encoding).strip() == shown


def test_a_port_that_is_taken_is_told_before_anything_is_done(kaohe, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = kaohe("ui", home=tmp_path / "home", port=port)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"端口 {port} 不能用")
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "home" / "warehouse.db").exists()


class StandIn(BaseHTTPRequestHandler):
    """Dagster's pages: first they do not understand, then the office is loading, then it is there."""

    told = [
        (500, b""),
        (200, b'{"data": {"workspaceOrError": {}}}'),
        (200, b'{"data": {"workspaceOrError": {"locationEntries": [{"loadStatus": "LOADING"}]}}}'),
        (200, b'{"data": {"workspaceOrError": {"locationEntries": [{"loadStatus": "LOADED"}]}}}'),
    ]

    def do_POST(self):
        code, text = self.told.pop(0)
        self.send_response(code)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def test_pages_are_ready_when_the_office_is_loaded():
    with HTTPServer(("127.0.0.1", 0), StandIn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = [_office_is_loaded(server.server_port) for _ in range(4)]
        server.shutdown()
    assert found == [False, False, False, True]
    assert not _office_is_loaded(server.server_port), "nobody listens"
