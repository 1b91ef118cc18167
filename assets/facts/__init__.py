"""The facts (入库): the accepted rows of a period, as they are stored."""
