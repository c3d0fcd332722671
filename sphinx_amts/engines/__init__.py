"""Define the engines that translate segments, and find them by name."""
