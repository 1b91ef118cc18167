"""What the sample office of the districts writes: its form as it is printed, which files come when."""
