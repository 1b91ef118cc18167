"""The commands of ``kaohe``, one in each module. ``pipelines/cli.py`` gathers them."""
