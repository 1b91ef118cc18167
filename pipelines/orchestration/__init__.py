"""What runs together and when: jobs, schedules, sensors, the pass, and the settings of Dagster's instance."""
