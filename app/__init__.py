"""The application: capabilities above, the library and its foundations below."""
