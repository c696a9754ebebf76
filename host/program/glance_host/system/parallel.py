"""Several things at once, bounded in time."""

import threading
import time


def run_all(actions, seconds):
    """Runs the actions in threads; what each raised, None where it ended well.

    One that has not ended in time counts as TimeoutError. Its thread is left behind: it is a
    daemon, which keeps no program from ending.
    """
    outcomes = [TimeoutError("no answer within %d s" % seconds)] * len(actions)
    ended = [threading.Event() for _ in actions]

    def attempt(number):
        try:
            actions[number]()
            outcomes[number] = None
        except Exception as error:  # told to whoever asked, who knows what it means
            outcomes[number] = error
        ended[number].set()

    for number in range(len(actions)):
        threading.Thread(target=attempt, args=(number,), daemon=True).start()
    end = time.monotonic() + seconds
    for event in ended:
        # Not Thread.join: with greenlet loaded it was seen to wait for a thread that had ended.
        event.wait(max(0, end - time.monotonic()))
    return list(outcomes)
