"""Parse text from outside for trial, so that nothing broken is shown."""
