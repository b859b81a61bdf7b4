"""Scenes and the people in them, without a superbridge: what they witness is written by the test."""
