"""Write what a page says of its own translation, and decide whether it is published."""
