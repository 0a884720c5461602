"""A case page in parts: each file turns one part of a case into what its macro wants. No file here asks the database."""
