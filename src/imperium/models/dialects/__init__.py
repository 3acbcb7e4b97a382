"""Wire formats, one file each: `openai_chat`, `anthropic_messages`, `gemini`."""
