"""What makes a case an error instead of an answer."""


class Refusal(Exception):
    """A document or a request that the language does not allow."""
