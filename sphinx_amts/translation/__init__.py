"""Take a message from look-up to translation: memory, budget, engine, receipts."""
