"""Emulate Amazon Translate with an HTTP server on loopback, for tests and rehearsals.

The emulator follows the documentation of the service. A behaviour that is not
documented is marked "assumed" beside the code; the alternative behaviour is a switch in
`faults`.
"""
