"""Ground floor: bytes in, the same bytes out. Knows nothing of documents, people or the database."""
