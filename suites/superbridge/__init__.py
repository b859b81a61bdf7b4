"""What a superbridge promises whoever runs one, as people see it."""
