/**
 * Harm 9: the database comes to demand TLS while the stack stands. Glance's connections are from before;
 * a restart would end them, and no new one comes about.
 */
import type { Cloud } from "./cloud";

const demands = (value: "ON" | "OFF") =>
  `mariadb -e 'SET GLOBAL require_secure_transport = ${value}'`;

/** An unrelated change is refused before any host restarts. */
export async function loginsAreTriedBeforeARestart(cloud: Cloud): Promise<void> {
  const { lab } = cloud;
  await cloud.scratch(async () => {
    lab.set(["glance:extra", "glance-api.conf"], "[DEFAULT]\nworkers = 3\n");
    lab.on("controller", demands("ON"));
    try {
      await cloud.refused([/DatabaseConnection: database glance at/, /TLS|[Ss]ecure[ _]transport/]);
    } finally {
      lab.on("controller", demands("OFF"));
    }
  });
}
