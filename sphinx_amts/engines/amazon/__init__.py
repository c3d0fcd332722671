"""Talk to Amazon Translate: jobs, parallel data, terminologies, the account."""
