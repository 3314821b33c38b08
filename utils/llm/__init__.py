"""The engine: paces, sends, judges and caches calls to language models. Knows nothing of careers."""
