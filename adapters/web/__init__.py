"""The try-out page: phone-like chats of several personas in a browser, on this machine alone."""
