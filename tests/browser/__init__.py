"""The real browser and what stands before it, as far as they show without Chromium."""
