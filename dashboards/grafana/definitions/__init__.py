"""The dashboards, one module each; generate.py writes them as JSON."""
