"""The pages of the office: what a steward does every morning, and what the persons in charge look at."""
