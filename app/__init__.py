"""Pustaka SPBE: the application above the library's indexer and its blob storage."""
