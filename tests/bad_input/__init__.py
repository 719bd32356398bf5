"""Bad input at every door: addresses, forms, files, uploads, a database that fails."""
