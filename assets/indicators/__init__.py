"""The indicators (指标): measures become values, with targets, pace, lights and remarks."""
