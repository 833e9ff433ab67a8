"""The service while its database is away, frozen, full, locked or wrong. Run by `.ci/faults`."""
