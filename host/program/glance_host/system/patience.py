"""How long a busy service is asked again."""

# Answers of a service that is overloaded, or whose Keystone is: asked again, they may be others.
TRANSIENT = (429, 500, 502, 503, 504)
# For how long; of the proof's time at most.
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 1
