"""The commands of ``kaohe``, one a module; ``pipelines/cli.py`` gathers them."""
