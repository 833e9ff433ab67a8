"""The service against tokens that the real SimpleJWT signs. Run by `.ci/python-suites`."""
