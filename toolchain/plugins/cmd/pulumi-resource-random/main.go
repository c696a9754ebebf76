// Command pulumi-resource-random stands in for the official `random` plugin on machines that
// cannot download it. It has RandomPassword, RandomString, RandomUuid and RandomId.
package main

import (
	"context"
	"fmt"
	"os"

	p "github.com/pulumi/pulumi-go-provider"

	"pulumi-glance/toolchain/plugins/internal/random"
)

// version is the release of the official plugin whose behaviour this one has.
const version = "4.21.2"

func main() {
	if err := p.RunProvider(context.Background(), "random", version, random.Provider()); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-random:", err)
		os.Exit(1)
	}
}
