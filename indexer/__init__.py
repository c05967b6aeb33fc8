"""Ground floor: files to text, text to terms, terms to pages. Knows no database, no HTTP and no app."""
