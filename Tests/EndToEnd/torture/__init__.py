"""Hostile bytes: what is sent, and who takes it down behind the proxy."""
