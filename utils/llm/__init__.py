"""The engine: paces, sends, judges and caches model calls. Knows nothing of careers."""
