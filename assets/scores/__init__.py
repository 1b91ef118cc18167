"""The scores (得分): from indicators to points, ranks, grades and conclusions, each with its reason."""
