package random

import (
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// changes compares the state with what is planned, defaults filled in: to write down a default is
// no change. Nearly all replace.
func (k kind) changes(state, planned property.Map) map[string]p.PropertyDiff {
	details := map[string]p.PropertyDiff{}
	for name := range k.inputs {
		before, after := plain(state.Get(name)), plain(planned.Get(name))
		if before.Equals(after) {
			continue
		}
		kept := name == "keepers" && keeps(before, after) || name == "overrideSpecial" && empties(before, after)
		details[name] = p.PropertyDiff{Kind: change(before, after, !kept), InputDiff: true}
	}
	return details
}

func change(before, after property.Value, replace bool) p.DiffKind {
	switch {
	case before.IsNull() && replace:
		return p.AddReplace
	case before.IsNull():
		return p.Add
	case after.IsNull() && replace:
		return p.DeleteReplace
	case after.IsNull():
		return p.Delete
	case replace:
		return p.UpdateReplace
	}
	return p.Update
}

// keeps tells whether only nulls came into keepers. A map is not the absence of one, but both keep
// nothing.
func keeps(before, after property.Value) bool {
	if before.IsMap() && !after.IsMap() || after.IsComputed() {
		return false
	}
	var old, entries property.Map
	if before.IsMap() {
		old = before.AsMap()
	}
	entries = after.AsMap()
	for name, entry := range entries.All {
		_, had := old.GetOk(name)
		if !(had && entry.Equals(old.Get(name)) || !had && entry.IsNull()) {
			return false
		}
	}
	for name := range old.All {
		if _, has := entries.GetOk(name); !has {
			return false
		}
	}
	return true
}

// empties tells whether an empty text becomes none.
func empties(before, after property.Value) bool {
	return after.IsNull() && before.IsString() && before.AsString() == ""
}

// plain drops secret marks and dependencies, which do not make a value another one.
func plain(value property.Value) property.Value {
	bare := value.WithSecret(false).WithDependencies(nil)
	if !bare.IsMap() {
		return bare
	}
	entries := map[string]property.Value{}
	for name, entry := range bare.AsMap().All {
		entries[name] = plain(entry)
	}
	return property.New(property.NewMap(entries))
}
