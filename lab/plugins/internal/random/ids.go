package random

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"math/big"

	"github.com/google/uuid"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func makeUUID(inputs property.Map) (string, property.Map, error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return "", property.Map{}, err
	}
	return id.String(), inputs.Set("result", property.New(id.String())), nil
}

func checkID(inputs property.Map) []p.CheckFailure {
	if bytes := inputs.Get("byteLength"); bytes.IsNumber() && bytes.AsNumber() < 1 {
		return []p.CheckFailure{{Property: "byteLength", Reason: "byteLength must be at least 1"}}
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
