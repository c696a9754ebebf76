package random

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// makeUUID writes 16 random bytes as a UUID. None of them says a version, as those of RFC 9562 would.
func makeUUID(planned property.Map) (string, property.Map, error) {
	bytes := make([]byte, 16)
	if _, err := rand.Read(bytes); err != nil {
		return "", property.Map{}, err
	}
	id := fmt.Sprintf("%x-%x-%x-%x-%x", bytes[:4], bytes[4:6], bytes[6:8], bytes[8:10], bytes[10:])
	return id, planned.Set("result", property.New(id)), nil
}

// checkID lets no bytes at all through: the engine then refuses the empty id.
func checkID(inputs property.Map) []p.CheckFailure {
	bytes := inputs.Get("byteLength")
	if bytes.IsNumber() && bytes.AsNumber() < 0 { // here the official plugin panics
		return []p.CheckFailure{{Property: "byteLength", Reason: "must not be negative"}}
	}
	return nil
}

// makeID gives the same random bytes in four notations, each behind the prefix.
func makeID(inputs property.Map) (string, property.Map, error) {
	bytes := make([]byte, int(inputs.Get("byteLength").AsNumber()))
	if _, err := rand.Read(bytes); err != nil {
		return "", property.Map{}, err
	}
	prefix := ""
	if given := inputs.Get("prefix"); given.IsString() {
		prefix = given.AsString()
	}
	id := base64.RawURLEncoding.EncodeToString(bytes)
	state := inputs
	for name, text := range map[string]string{
		"b64Url": id,
		"b64Std": base64.StdEncoding.EncodeToString(bytes),
		"hex":    hex.EncodeToString(bytes),
		"dec":    new(big.Int).SetBytes(bytes).String(),
	} {
		state = state.Set(name, property.New(prefix+text))
	}
	return id, state, nil
}
