"""The pages of the demo in a real Chromium. Run by `.ci/python-suites`."""
