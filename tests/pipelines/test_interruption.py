"""An interruption is not lost, wherever it falls."""

import subprocess
import sys

FALLS_INTO_A_CALLBACK = """
import os, signal, time, weakref
from pipelines.interruption import raise_when_interrupted

signal.signal(signal.SIGINT, signal.default_int_handler)  # even if the tests run in the background
raise_when_interrupted()

class Thing: pass

thing = Thing()
reference = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGINT) or time.sleep(0))
try:
    del thing
    time.sleep(5)
    print("went on")
except KeyboardInterrupt:
    print("ended")
"""


def test_an_interruption_in_a_callback_that_drops_exceptions_comes_again():
    done = subprocess.run([sys.executable, "-c", FALLS_INTO_A_CALLBACK], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("ended\n", "")
