"""Every number of the matching that a maintainer may want to turn, but for the weights.

The chances of each level of each comparison, their floors, and how many doubles are expected stand in
`weights`, with their sources; what a user may turn (`auto`, `review`, `sure`) is configured under
`[match]`. Log-odds are natural logarithms.

Where no source is named, the number is a choice of ours. Whoever turns one runs `python -m
tests.benchmarks.bench_match --best --calibration` before and after, and compares the tables of
docs/benchmarks.md; a number that only bounds memory or time must change no pair.
"""

from __future__ import annotations

from typing import Final

# -- blocking: which pairs are compared ------------------------------------------------------

LARGEST_BLOCK: Final = 30_000
"""Pairs in one block beyond which it is narrowed by further fields. Bounds time and memory."""
SMALL_BLOCK: Final = 30
"""Pairs in one block up to which people whom equal numbers have settled stay in it."""
NARROWED_BY: Final = 2
"""By how many fields together a block is narrowed at most."""
MASKS: Final = 12
"""The most common masks of ID numbers that are looked at; others meet by name, birth date or phone."""
LEAST_DIGITS: Final = 9
"""Digits that two masked numbers must both show: the region's six alone (GB 11643) would bring whole
counties together."""
COMMON_UNIT: Final = 0.25
"""An organisation name above more than this share of a system's records finds nobody."""
COMMON_FROM: Final = 200
"""Records of a system from which on that is asked."""
LEVELS_UP: Final = 8
"""How far up the tree of organisations a branch's unit is looked for."""
WHOLE_UNIT_NAME: Final = 4
"""Characters from which a name is a unit's, and not only a place's."""

# -- how common values are -------------------------------------------------------------------

NAMES_CONCENTRATED: Final = 1.5
"""Characters of a given name go together (建 with 国): names are commoner by this than the product of
their characters' shares."""
NAMES_A_STRATUM: Final = 2000
"""Names from which the discounts of Kneser-Ney smoothing are learnt at least."""
STRATA: Final = 10
"""Strata of names at most, each with discounts of its own."""
PEOPLE_TO_COUNT: Final = 1000
"""People from whom the shares of broken names are better counted than taken from the nation."""

# -- comparisons -----------------------------------------------------------------------------

HIGHEST_LOG_ODDS: Final = 30.0
"""No pair is surer than this: beyond it the numbers mean nothing and only rounding grows."""
SHARED_PEOPLE: Final = 1.5
"""Other people, by their probabilities, that two units must share to be one unit for a pair."""
SHARED_PART: Final = 0.5
"""The part of one unit's people, found at all, that must be found in the other."""
BATCH: Final = 500_000
"""Pairs that are compared at a time: about 1 GB of texts beside their ledgers. Bounds memory."""
ALL_PAIRS_UP_TO: Final = 12
"""Records of one person between which every pair gets a ledger; of more, each with the first."""

# -- decisions -------------------------------------------------------------------------------

FIRST_OVERLAP: Final = 0.5
"""The part of the smaller system that is taken to be in the larger before it is known."""
OVERLAP_ROUNDS: Final = 3
"""How often the overlap is worked out anew from the pairs that it gave."""
HIGHEST_RISE: Final = 5.0
"""Log-odds by which a greater overlap than the first guess can raise a pair at most."""
FAINTEST_RIVAL: Final = -7.0
"""Log-odds below which a pair is no rival to anybody: less than one in a thousand."""
RIVAL_ROUNDS: Final = 100
"""Rounds in which pairs of one record share its probability, at most."""
RIVAL_ROUNDS_AT_ONCE: Final = 5
"""Rounds after which those that have settled are left out."""
RIVALS_SETTLED: Final = 1e-6
"""By how much a share may still move in a round that is the last."""
RENAMED: Final = 6.0
"""Log-odds that the other fields must give before one number with two names is one person.

A number copied into the wrong row is about as common as a changed name, so beyond the number the
rest has to say 99 to 1 by itself, with something to spare.
"""
YOUNGEST: Final = 14
"""Years: nobody joined at a younger age, an earlier date belongs to somebody else (党章 Art. 1 asks for
eighteen)."""
CONTRADICTS_DOUBLE: Final = -12.0
"""Log-odds against, summed over a pair's ledger, from which two records are no double."""
DOUBLE: Final = 0.99
"""From which probability two rows of one system are one person, at least: one of them will be struck out."""
HOPELESS: Final = 0.02
"""A pair whose rivals leave it less than this is no question for a clerk."""
MOST_CANDIDATES: Final = 3
"""Pairs for a clerk to judge that one record has at most."""
FAINTEST_DISMISSED: Final = 0.001
"""From which probability on a pair that was dismissed is remembered, for `explain`."""
FAINTEST_WORD: Final = 0.05
"""Log-odds below which a contribution is not worth a word."""

# -- a promise instead of a threshold (`[match] wrong_links`) --------------------------------

LEAST_LINKED: Final = 0.5
"""No pair is linked that is likelier two people, whatever was promised."""
PROMISE_MARGIN: Final = 1.645
"""Standard deviations that nineteen in twenty stay below (the normal distribution's 95 % point)."""

# -- learning --------------------------------------------------------------------------------

LEARN_FROM: Final = 0.8
"""From which probability on, the comparison itself left out, a pair counts."""
SHIPPED_STRENGTH: Final = 100.0
"""How many pairs the shipped shares are worth."""
LEARN_FEWEST: Final = 10.0
"""Pairs of a kind, seen or expected, without which it is left as it is."""
LEARN_OFTENER: Final = 1.5
"""By what factor a kind must be oftener than shipped to be changed."""
LEARN_SELDOMER: Final = 2.0
"""The same for seldomer. That a slip is seldom takes links away: it must be plainer."""
LEARN_MOST: Final = 6.0
"""By what factor a kind's share is raised at most."""
LEARN_LEAST: Final = 0.8
"""By what factor it is lowered at most: what was not seen may happen all the same."""
LEARN_CHANCE: Final = 10.83
"""The G statistic that chance stays below in 999 of 1,000 (chi-squared, one degree of freedom)."""
LEARN_STEPS: Final = 20
"""Steps from the shipped shares to the learnt ones, at which what is gained is looked at."""
LEARN_PASSES: Final = 2
"""How often each kind's step is looked at, after those of the others."""
LEARN_MARGIN: Final = 1.645
"""Standard errors by which a judged sample must speak against the whole way: nineteen in twenty."""
LEARN_LOST: Final = 0.0003
"""By how much F1 of the links may be expected to fall for the sake of the probabilities."""
LEARN_ROUNDS: Final = 10
"""Rounds of expectation and maximisation at most."""
LEARN_SETTLED: Final = 1e-6
"""By how much a chance may still move in a round that is the last."""
LEARN_FOLDS: Final = 5
"""Parts into which rulings are cut, each judged by what the others teach."""
