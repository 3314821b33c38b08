"""The domain: from documents and a posting to an application. Knows nothing of HTTP."""
