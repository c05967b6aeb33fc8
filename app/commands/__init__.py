"""The verbs of `pustaka`, grouped; each is thin and calls the same services as pages and API."""
