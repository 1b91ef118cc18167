"""What runs together and when: jobs, schedules, sensors, a pass, and the settings of Dagster's instance."""
