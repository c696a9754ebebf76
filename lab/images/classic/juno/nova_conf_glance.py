

# Below: the lab's own, not Nova's. The guide's 5.12 writes this option to [DEFAULT], where it stood
# until Juno moved it and kept its old place as an alias.
for _option in glance_opts:
    if _option.name == 'allowed_direct_url_schemes':
        _option.deprecated_opts.append(cfg.DeprecatedOpt(_option.name, group='DEFAULT'))
