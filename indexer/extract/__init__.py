"""Files to pages of text, each file in its own confined child process. Start with `sandbox.Sandbox`."""
