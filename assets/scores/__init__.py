"""The scores (得分): from indicators to points, ranks, grades and conclusions, with the reason of each."""
