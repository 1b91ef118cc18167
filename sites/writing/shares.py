"""Whole numbers that add up."""


def split(total: int, weights: list[float]) -> list[int]:
    """``total`` in whole numbers in proportion to the weights; what rounding leaves goes to the largest
    remainders.
    """
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: parts[place] - exact[place])
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
