"""Tables, migrations, and per noun the answers to its queries and the carrying out of its commands."""
