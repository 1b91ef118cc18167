"""The figures of a bulletin: read from the views, small cells withheld, compared with issued ones."""
