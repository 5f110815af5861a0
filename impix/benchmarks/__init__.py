"""What `manage.py benchmark` compares: ours, what one would pick instead, and the limit, interleaved in one run.

One module for each benchmark, with DEFAULT_ROWS, TARGETS, EXPECTED_LOSSES and `run`. They work in databases of their
own, under settings of their own (`impix.benchmarks.settings`); the portal never imports anything from here.
"""
