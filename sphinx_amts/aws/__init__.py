"""Amazon Translate: the engine, its jobs, and the resources that customise it."""
