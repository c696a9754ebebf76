import type { BadConfiguration } from "../case";
import { addresses } from "./addresses";
import { extra } from "./extra";
import { hosts } from "./hosts";
import { releases } from "./releases";
import { secrets } from "./secrets";
import { services } from "./services";
import { storage } from "./storage";
import { structure } from "./structure";
import { tls } from "./tls";

/** Mistakes that operators make, picked by hand, a file for each part of the configuration. */
export const handPicked: readonly BadConfiguration[] = [
  ...structure,
  ...hosts,
  ...addresses,
  ...services,
  ...releases,
  ...tls,
  ...storage,
  ...secrets,
  ...extra,
];
