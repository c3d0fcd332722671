"""Try text from outside before it is used, so that nothing broken is shown."""
