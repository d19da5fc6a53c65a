"""For tests: begin each with nobody having called."""

from milepost.apikit.authentication import forget_known_tokens
from milepost.apikit.limits import calls, wrong_tokens


def forget_calls() -> None:
    """Forget who called how often, and which tokens were right."""
    calls.forget()
    wrong_tokens.forget()
    forget_known_tokens()
