"""The fakes as commands on PATH: a script asks the process in which this server runs, which answers for
its host: that of a test of the program, or that of serve.py.

A start of Python a command would be most of the time that the tests take: the script is bash, and
begins nothing. The program sees real processes, with arguments, output and an exit code.
"""

import shutil
import socketserver
import threading

from fakes.host import FakeHost

# The host's folder and state are those of the environment in which the program runs.
SCRIPT = r"""#!%(bash)s
LC_ALL=C
input=''
case %(name)s in *-restore) IFS= read -r -d '' input ;; esac
exec 3<>/dev/tcp/127.0.0.1/%(port)d || exit 125
printf '%%s\0' "$#" "$GLANCE_HOST_ROOT" "$FAKE_STATE" %(name)s "$@" "$input" >&3
mapfile -d '' -t answer <&3
printf %%s "${answer[1]}"
printf %%s "${answer[2]}" >&2
exit "${answer[0]:-125}"
"""


def script(name):
    """The text of a command of that name."""
    bash = shutil.which("bash")
    return SCRIPT % {"bash": bash, "port": _server().server_address[1], "name": name}


def _answer(host, argv, input):
    try:
        return host.answer(argv, input)
    except Exception as error:
        # Nobody reads the server's own stderr beside the command's.
        return 125, "", "%s: the fake does not know this: %r\n" % (" ".join(argv), error)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            count = int(self._word())
        except EOFError:
            return  # somebody looks whether anybody listens
        root, state_path, name = self._word(), self._word(), self._word()
        argv = [name] + [self._word() for _ in range(count)]
        input = self._word()
        with self.server.one_at_a_time:
            answer = _answer(FakeHost(root, state_path), argv, input)
        for part in answer:
            self.wfile.write(str(part).encode("utf-8", "surrogateescape") + b"\0")

    def _word(self):
        """The next word, which ends with a zero byte."""
        word = bytearray()
        for byte in iter(lambda: self.rfile.read(1), b"\0"):
            if not byte:
                raise EOFError("a command ended before it had said what it was asked")
            word += byte
        return word.decode("utf-8", "surrogateescape")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        # Commands that run at the same time change one state.
        self.one_at_a_time = threading.Lock()


_running = []


def _server():
    """The one of this process; it listens from the first script on."""
    if not _running:
        _running.append(_Server())
        threading.Thread(target=_running[0].serve_forever, daemon=True).start()
    return _running[0]
