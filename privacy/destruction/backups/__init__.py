"""Backups that die with the master key epoch of their month, and the way back from one."""
