/** The plugin's program: serves until the engine ends it. */
import { provider, runtime } from "@pulumi/pulumi";
import { ObservationProvider } from "./provider";

const words = process.argv.slice(2);

// What is logged reaches the terminal by the engine, whose address is the only plain argument.
const engine = words.find((word) => !word.startsWith("-")) ?? "";
runtime.resetOptions("", "", -1, engine, "", false, "");

void provider.main(new ObservationProvider(), words);
