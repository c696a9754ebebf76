

# Below: the lab's own, not glance_store's. Juno's (0.1.10) also reads each option of its stores
# from [DEFAULT], as the guide's 5.5 and 5.11 write them; Kilo's ended that.
_list_opts_by_section = _list_opts


def _list_opts():
    groups = _list_opts_by_section()
    for _, options in groups:
        for option in options:
            name = 'known_stores' if option.name == 'stores' else option.name
            former = cfg.DeprecatedOpt(name, group='DEFAULT')
            if former not in option.deprecated_opts:
                option.deprecated_opts.append(former)
    return groups
