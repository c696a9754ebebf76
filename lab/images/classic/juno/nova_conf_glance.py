

# Below: the lab's own, not Nova's. Juno's also reads this option from [DEFAULT], as the guide's
# 5.12 writes it.
for _option in glance_opts:
    if _option.name == 'allowed_direct_url_schemes':
        _option.deprecated_opts.append(cfg.DeprecatedOpt(_option.name, group='DEFAULT'))
