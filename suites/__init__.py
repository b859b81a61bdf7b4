"""The suites: each test is a claim about a running superbridge."""
