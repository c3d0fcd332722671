"""An emulation of Amazon Translate on loopback, for tests and rehearsals.

It follows what is documented; where the documentation says nothing, a behaviour is
marked "assumed" beside the code, and the other reading is a switch in `faults`.
"""
