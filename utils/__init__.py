"""Building blocks of the pipeline: `llm` calls language models, `career` knows careers."""
