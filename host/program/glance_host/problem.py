"""What went wrong, in the words of the person who has to mend it."""


class Problem(Exception):
    """A refusal or failure: which component, where (file, key, unit), what happened, what to do.

    what     begins with a small letter or a name, and has no full stop
    hint     a sentence that tells the operator what to do, without its full stop
    command  what to run, one command a line, as it can be pasted into a shell; a word in CAPITALS
             stands for what only the operator knows
    """

    def __init__(self, component, where, what, hint="", command=None):
        super().__init__(component, where, what, hint, command)
        self.component = component
        self.where = where
        self.what = what
        self.hint = hint
        self.command = command
        # The user without whom this is no wonder; None: it is wrong whoever exists.
        self.awaits = None

    def lines(self):
        """(text, whether it is a command) of each line: nothing may be put before or behind one."""
        # What a command said stands below the cause, line by line, and the remedy below that.
        cause, *quoted = self.what.strip().splitlines() or [""]
        text = "%s: %s: %s" % (self.component, self.where, cause if quoted else sentence(cause))
        said = [text] + [line.rstrip() for line in quoted]
        if self.hint and quoted:
            said.append(sentence(self.hint))
        elif self.hint:
            said = ["%s %s" % (text, sentence(self.hint))]
        for line in said:
            yield line, False
        for line in (self.command or "").splitlines():
            yield line, True

    def __str__(self):
        return "\n".join(text for text, _ in self.lines())


class Several(Problem):
    """Problems that were found together. Each one's commands stand below it."""

    def __init__(self, where, what, problems):
        components = dict.fromkeys(name for each in problems for name in each.component.split(", "))
        super().__init__(", ".join(components), where, "%d %s" % (len(problems), what))
        self.problems = problems

    def lines(self):
        yield "%s: %s: %s:" % (self.component, self.where, self.what), False
        for problem in self.problems:
            for text, is_command in problem.lines():
                yield text if is_command else "  " + text, is_command


class Interrupted(BaseException):
    """A signal asked the program to end: not an Exception, so that no step takes it for its own."""


def raise_all(where, what, problems):
    """Raises what is wrong, several things as one Problem; returns where nothing is."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Several(where, what, problems)


def shell(*words):
    """A command of these words, for a Problem: each is one word to the shell, whatever it holds."""
    import shlex

    return " ".join(map(shlex.quote, words))


def sentence(text):
    """The text with its first letter as it is and a full stop at its end."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."
