"""Words that part one name from the next: particles, and the verbs that stand in nearly every report."""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
في من إلى الى على عن أن ان إن أو او ثم مع بين بعد قبل عند حتى كما لكن بل قد لقد وقد
كان كانت وكان يكون هو هي هم هذا هذه ذلك تلك التي الذي الذين ما لم لن لا إذا اذا حيث منذ خلال
قال قالت وقال وقالت أكد وأكد أعلن وأعلن أضاف وأضاف
"""
PARTING: Final = frozenset(_WORDS.split())
