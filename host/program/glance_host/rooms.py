"""Modules that are loaded only where a document or a host has something for them."""

import importlib


def module(name):
    """The module of that room and name: "identity.step"."""
    return importlib.import_module("%s.%s" % (__package__, name))
