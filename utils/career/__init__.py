"""The domain: documents, extraction, matching and writing of applications. Knows nothing of HTTP."""
