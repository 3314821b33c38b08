"""Searching the web and reading pages; knows HTTP, nothing of careers or of language models."""
