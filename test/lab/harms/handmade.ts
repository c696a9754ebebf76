/**
 * The Image service that was there before: made by hand on image1, with a user, a service, endpoints
 * and stores of its own, and an image in one of them. Its users must notice nothing of a refusal.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Keystone } from "../../support/keystone";
import type { Cloud } from "./cloud";

const host = "image1";

/** The store in which its image lies, which a stack does not have. */
const store = "fast";

/** What its image holds. */
const data = "an image of before";

/** A login to the database that the stack does not know. */
const grant = `mariadb -e "CREATE USER handmade@'%' IDENTIFIED BY 'handmade'; GRANT ALL ON glance.* TO handmade@'%'"`;

const service = (identityUrl: string, database: string) => `
  set -e; password=$(cat)
  put() { crudini --set /etc/glance/glance-api.conf "$@"; }
  put database connection mysql+pymysql://handmade:handmade@${database}/glance
  put keystone_authtoken www_authenticate_uri ${identityUrl}
  put keystone_authtoken auth_url ${identityUrl}
  put keystone_authtoken auth_type password
  put keystone_authtoken username glance
  put keystone_authtoken password "$password"
  put keystone_authtoken project_name services
  put keystone_authtoken user_domain_name Default
  put keystone_authtoken project_domain_name Default
  put keystone_authtoken region_name RegionOne
  put paste_deploy flavor keystone
  put DEFAULT enabled_backends ${store}:file,http:http
  put glance_store default_backend ${store}
  put ${store} filesystem_store_datadir /srv/${store}
  install -d -o glance -g glance /srv/${store}
  su glance -s /bin/sh -c 'glance-manage db_sync' >/dev/null 2>&1
  systemctl restart glance-api`;

/** Waits until it listens; a host that is busy takes its time to load Glance. */
const listens = `bash -c 'for i in $(seq 240); do
  if (echo >/dev/tcp/127.0.0.1/9292) 2>/dev/null; then exit; fi; sleep 0.5; done; exit 1'`;

/** One request to that Glance on its own host, for others do not reach it; what it is, is on stdin. */
const ask = `python3 -c '
import json, sys, urllib.request
asked = json.load(sys.stdin)
data = asked["body"].encode() or None
url = "http://127.0.0.1:9292/v2/images" + asked["path"]
request = urllib.request.Request(url, data, asked["headers"], method=asked["method"])
print(urllib.request.urlopen(request, timeout=60).read().decode(), end="")'`;

async function records(keystone: Keystone, url: string, password: string): Promise<void> {
  await keystone.create("user", { name: "glance", domain_id: "default", password });
  const { id } = await keystone.create("service", { name: "glance", type: "image" });
  for (const interface_ of ["public", "internal", "admin"]) {
    const place = { service_id: id, region_id: "RegionOne", interface: interface_ };
    await keystone.create("endpoint", { ...place, url });
  }
}

/** The Image service that was there before. */
export class Handmade {
  private constructor(
    private readonly cloud: Cloud,
    /** The id of its image. */
    private readonly image: string,
    /** Its password in Keystone and in glance-api.conf. */
    private readonly password: string,
  ) {}

  /** Makes it, with one image. */
  static async make(cloud: Cloud): Promise<Handmade> {
    const { lab } = cloud;
    const { identity, database } = lab.inventory;
    const address = lab.inventory.hosts[host]?.address ?? "";
    const password = `handmade-${randomBytes(9).toString("hex")}`;
    await records(cloud.keystone, `http://${address}:9292`, password);
    cloud.openstack("role add --project services --user glance admin");
    lab.on("controller", grant);
    lab.on(host, service(identity.url, database.host), password);
    cloud.plant("the password of before", password);
    lab.on(host, listens);
    const values = { name: "before", disk_format: "raw", container_format: "bare" };
    const made = asked(cloud, "POST", "", JSON.stringify(values), "application/json");
    const { id } = JSON.parse(made) as { id: string };
    asked(cloud, "PUT", `/${id}/file`, data, "application/octet-stream");
    const handmade = new Handmade(cloud, id, password);
    handmade.serves();
    return handmade;
  }

  /** Its image comes down, for a token that it has Keystone look at with its password. */
  serves(): void {
    assert.equal(asked(this.cloud, "GET", `/${this.image}/file`), data);
  }

  /** Its user logs in with its password. */
  async logsIn(): Promise<void> {
    assert.ok(await this.cloud.logsIn("glance", this.password), "its password is another by now");
  }

  /** A stack's settings by which it is adopted: all that it has is known, and may go. */
  adopt(): void {
    this.cloud.lab.setSecret("glance:identity.password", this.password);
    this.cloud.lab.set(["glance:abandon", "stores"], [store]);
  }
}

/** The answer's body; throws where it is an error. */
function asked(
  { lab, keystone }: Cloud,
  method: string,
  path: string,
  body = "",
  type = "application/json",
): string {
  const headers = { "X-Auth-Token": keystone.token, "Content-Type": type };
  return lab.on(host, ask, JSON.stringify({ method, path, headers, body }));
}
