"""The questions: what pages, lists, searches and exports show. They change nothing; all go through one filter."""
