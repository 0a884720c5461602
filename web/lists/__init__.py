"""Lists of the desk as a person reads them: rows of work, registers, results of a search. No workflow is named here."""
