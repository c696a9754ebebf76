/** The plugin's program: serves until the engine ends it. */
import { main } from "@pulumi/pulumi/provider/server";
import { resetOptions } from "@pulumi/pulumi/runtime/settings";
import { ObserverProvider } from "./provider";

const words = process.argv.slice(2);

// What is logged reaches the terminal by the engine, whose address is the only plain argument.
const engine = words.find((word) => !word.startsWith("-")) ?? "";
resetOptions("", "", -1, engine, "", false, "");

void main(new ObserverProvider(), words);
