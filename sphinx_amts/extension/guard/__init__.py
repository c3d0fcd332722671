"""Parse untrusted translations for trial, so that no broken markup is shown."""
