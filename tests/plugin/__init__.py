"""The plug-in and what stands behind it: options, choices, the session, and the scripts that start them."""
