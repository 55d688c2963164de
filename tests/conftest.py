"""Fixtures for all rooms: the services are in tests/services, one module each."""

pytest_plugins = ["tests.services.postgres"]
