"""What a run leaves behind: verdicts, timelines and pages."""
