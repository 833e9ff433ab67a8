"""The service on the table of a Django application that was there before it. Both are real and share one database."""
