"""The engine: cases that move by rules, and a history that can prove itself.

It knows no committee, no agency and no web. Read in this order:

1. `definition/`  the language a case type is written in
2. `case.py`, `task.py`, `position.py`, ...  the nouns, one file and one table each
3. `view.py`, `decide.py`, `derive.py`, `effects.py`  what a rule sees; how a command becomes a `Change`, purely
4. `change.py`, `log.py`, `store.py`  what is written, as events and as rows, in one transaction
5. `commands/`, `queries/`  the verbs; the questions
"""
