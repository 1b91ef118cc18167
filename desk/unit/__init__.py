"""The pages of a unit (填报单位): what it owes, checking and filing, blanks, what came back, its scores."""
