"""Translate by Amazon Translate: jobs, parallel data, terminologies, the account."""
