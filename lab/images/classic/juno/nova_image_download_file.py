

# Below: the lab's own, not Nova's. Juno's defines the options of a file system (5.12) when it asks
# for them; Ocata's does before it has read nova.conf, and so knows of no file system at all.
_get_options_of_ocata = FileTransfer._get_options


def _get_options(self):
    nova.conf.image_file_url.register_opts(CONF)
    return _get_options_of_ocata(self)


FileTransfer._get_options = _get_options
