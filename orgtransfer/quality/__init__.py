"""How good the links are: what the tool believes, and what judged samples show.

`belief` adds up probabilities; `sampling` draws what says most; `estimate` turns answers into
precision and recall with their ranges; `labels` measures against a list that is known.
"""
