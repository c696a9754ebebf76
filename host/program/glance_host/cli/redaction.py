"""Masks secrets in all that is printed."""

MASK = "[secret]"

# A shorter text turns up by chance; masking it would make messages unreadable and protect nothing.
SHORTEST = 4


def forms(secret):
    """A secret as it may be met: plain, percent-encoded, with $ or % doubled, as JSON has it."""
    import json

    yield secret
    yield from _percent_encoded(secret)
    # As the database's URL has it, each byte a Latin-1 character (releases/forms.ts).
    bytewise = secret.encode("utf-8", "surrogateescape").decode("latin-1")
    yield bytewise
    yield from _percent_encoded(bytewise)
    yield secret.replace("$", "$$")
    yield secret.replace("%", "%%")
    yield secret.replace("$", "$$").replace("%", "%%")
    yield secret.replace("\\", "\\\\")
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    # A multi-line secret (a private key) is met line by line.
    if "\n" in secret:
        for line in secret.split("\n"):
            if len(line) >= 16 and not line.startswith("-----"):
                yield line


def _percent_encoded(text):
    from urllib.parse import quote

    for safe in ("", "/", "~", "~/"):
        encoded = quote(text, safe=safe, errors="surrogateescape")
        yield encoded
        yield encoded.replace("%", "%%")
    encoded = quote(text, safe="", errors="surrogateescape")
    yield encoded.lower()
    # A broker's URL with a slash in its login stands in another URL (releases/forms.ts).
    yield quote(encoded, safe="")


class Redaction:
    """mask(text) for a document's secrets. Their forms are made only when something is printed."""

    def __init__(self, secrets=()):
        self._secrets = [secret for secret in secrets if len(secret) >= SHORTEST]
        self._forms = None

    def mask(self, text):
        if self._forms is None:
            found = {form for secret in self._secrets for form in forms(secret)}
            # Longest first: a secret may hold another one.
            self._forms = sorted(found, key=lambda form: (-len(form), form))
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return text
