/** The plugin's program: serves until the engine ends it. */
import { provider } from "@pulumi/pulumi";
import { ObservationProvider } from "./provider";

void provider.main(new ObservationProvider(), process.argv.slice(2));
