// Command pulumi-resource-command stands in for the official `command` plugin on machines that
// cannot download it. Same tokens, inputs, outputs, diff and error text; nothing more.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/middleware/schema"

	"pulumi-glance/toolchain/plugins/internal/local"
	"pulumi-glance/toolchain/plugins/internal/remote"
)

// version is the release of the official plugin whose behaviour this one has.
const version = "1.2.1"

func main() {
	provider := infer.Provider(infer.Options{
		Metadata: schema.Metadata{DisplayName: "Command", License: "Apache-2.0"},
		Resources: []infer.InferredResource{
			infer.Resource(&remote.Command{}),
			infer.Resource(&remote.CopyToRemote{}),
			infer.Resource(&local.Command{}),
		},
	})
	if err := provider.Run(context.Background(), "command", version); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-command:", err)
		os.Exit(1)
	}
}
