"""How alike two names, ID numbers, organisation names, dates and phones are.

Every `compare(a, b)` takes two equally long text columns and gives a column of level names, null
where one side is missing. The levels of each module stand in its `LEVELS`, the most alike first.
"""
