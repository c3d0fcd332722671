"""Languages and sentences, without markup."""
