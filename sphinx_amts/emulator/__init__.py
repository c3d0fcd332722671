"""Emulate Amazon Translate on loopback, for tests and rehearsals.

The emulator follows the documentation. A behaviour that is not documented is marked
"assumed" beside the code, and the alternative is a switch in `faults`.
"""
