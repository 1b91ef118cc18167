"""Coverage-guided fuzzing of the pure Python part of reading, for a bounded time: ``make fuzz``, for longer
``make fuzz FUZZ_SECONDS=3600``.

What fails is written to .fuzz/crash-…; ``python -m tests.fuzzing.fuzz_reader FILE`` does it again. Once
mended, the file goes to tests/fuzzing/regressions, and ``make test`` does it for ever. What led to new code
is kept in .fuzz/corpus for the next time.
"""

import argparse
import sys
from pathlib import Path

HOME = Path(".fuzz")
SECONDS_FOR_ONE = 10
"""An input that takes longer is a finding too: a search gone wild."""
MEGABYTES = 2_000


def main() -> None:
    """Fuzz, or with files as arguments examine these."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    try:
        import atheris
    except ImportError:
        print("atheris has no package for this machine: fuzzing is left out")
        return
    with atheris.instrument_imports(include=["assets.submissions"]):
        from tests.fuzzing.examination import examine
    for file in arguments.files:
        examine(file.read_bytes())
    if not arguments.files:
        _fuzz(atheris, examine, arguments.seconds)


def _fuzz(atheris, examine, seconds: int) -> None:
    from tests.fuzzing.seeds import seeds

    corpus = HOME / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_FOR_ONE}",
        f"-rss_limit_mb={MEGABYTES}",
        "-max_len=60000",
    ]
    atheris.Setup(
        [sys.argv[0], *options, f"-artifact_prefix={HOME}/", "-print_final_stats=1", str(corpus)], examine
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
