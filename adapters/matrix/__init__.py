"""Matrix: the client-server API's words to ours and back."""
