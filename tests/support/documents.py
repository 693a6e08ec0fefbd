"""The documents of the vector files."""


def build_document(row: dict) -> str:
    """The text of a row: its lines, with PAD drawn out to `padded_to` characters in all."""
    text = "\n".join(row["document"])
    if "padded_to" not in row:
        return text
    return text.replace("PAD", "a" * (row["padded_to"] - len(text) + len("PAD")))
