"""The tests, laid out as the packages that they prove."""
