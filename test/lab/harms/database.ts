/**
 * Harm 9: the database comes to demand TLS while the stack stands. Glance's connections are from before;
 * a restart would end them, and no new one comes about.
 */
import type { Cloud } from "./cloud";

const settings = "/etc/mysql/mariadb.conf.d/95-tls.cnf";
const certificate = "/etc/mysql/server-cert.pem";
const key = "/etc/mysql/server-key.pem";

/** A server that can speak TLS, as one is that comes to demand it. */
const offersTls = `openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=controller \\
    -keyout ${key} -out ${certificate} 2>/dev/null
  chown mysql: ${key} ${certificate}
  printf '[mariadb]\\nssl_cert = ${certificate}\\nssl_key = ${key}\\n' >${settings}
  systemctl restart mariadb`;
const offersNone = `rm ${settings} ${certificate} ${key}; systemctl restart mariadb`;

const demands = (value: "ON" | "OFF") =>
  `mariadb -e 'SET GLOBAL require_secure_transport = ${value}'`;

/** An unrelated change is refused before any host restarts. */
export async function loginsAreTriedBeforeARestart(cloud: Cloud): Promise<void> {
  const { lab } = cloud;
  await cloud.scratch(async () => {
    lab.set(["glance:extra", "glance-api.conf"], "[DEFAULT]\nworkers = 3\n");
    lab.on("controller", offersTls);
    lab.on("controller", demands("ON"));
    try {
      await cloud.refused([/DatabaseConnection: database glance at/, /TLS|[Ss]ecure[ _]transport/]);
    } finally {
      lab.on("controller", demands("OFF"));
      lab.on("controller", offersNone);
    }
  });
}
