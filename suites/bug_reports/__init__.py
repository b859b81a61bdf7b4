"""Reports from the public trackers of the bridges, one file a report: what somebody saw, as a scenario."""
