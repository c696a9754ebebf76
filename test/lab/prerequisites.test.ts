/**
 * A cloud of 2025.1 that is not as the guide's: what would not work is refused before anything is changed,
 * with the server's own words, and what works is neither refused nor failed by the proof.
 */
import assert from "node:assert/strict";
import { TestLab } from "../../lab/session";
import { ownersCannotChangeLocations } from "./locations";

const imageHosts = ["image1", "image2"] as const;
const labName = `prerequisites-${process.pid}`;
const fragment = ["glance:extra", "glance-api.conf"] as const;

const quorum = "[oslo_messaging_rabbit]\nrabbit_quorum_queue = true\n";
const internal = "[swift]\nswift_store_endpoint_type = internalURL\n";

/** Glance's files, and the run of its service. */
const glances = "cat /etc/glance/*.conf | sha256sum; systemctl show -p InvocationID glance-api";
const asAdmin = (command: string) => `. /root/keystonerc_admin; ${command} </dev/null`;

describe("A cloud that is not the guide's, before and after", function () {
  this.timeout(900_000);
  this.bail(true);
  let lab: TestLab;

  const up = (...words: readonly string[]) => {
    const { status, stdout, stderr } = lab.tryPulumi("up", "--yes", "--skip-preview", ...words);
    return { status, said: stdout + stderr };
  };
  /** What is said of an `up` that is refused, and changed nothing on image hosts. */
  const refused = () => {
    const before = imageHosts.map((host) => lab.on(host, glances));
    const { status, said } = up();
    assert.notEqual(status, 0, said);
    const after = imageHosts.map((host) => lab.on(host, glances));
    assert.deepEqual(after, before, said);
    return said;
  };
  const sql = (statement: string) => lab.on("controller", "mariadb -N", statement).trim();
  /** What the broker has of Glance's or of ours. */
  const declared = () =>
    lab.on(
      "controller",
      "rabbitmqctl -q list_queues name durable; rabbitmqctl -q list_exchanges name durable | grep glance || true",
    );

  before(() => {
    lab = TestLab.up(labName, "epoxy", "demo");
  });
  after(() => {
    TestLab.down(labName);
  });

  it("a broker without transient queues and a database of TLS alone are both said at once", () => {
    lab.on(
      "controller",
      "echo 'deprecated_features.permit.transient_nonexcl_queues = false' >>/etc/rabbitmq/rabbitmq.conf && systemctl restart rabbitmq-server",
    );
    const user = sql(
      "SELECT CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user WHERE user = 'glance'",
    );
    sql(`ALTER USER ${user} REQUIRE SSL`);
    const said = refused();
    sql(`ALTER USER ${user} REQUIRE NONE`);
    assert.match(said, /RabbitMQ refuses what Glance declares.*transient_nonexcl_queues/);
    assert.match(said, /\[oslo_messaging_rabbit\] with rabbit_quorum_queue = true/);
    assert.match(said, /Access denied for user.*The password is right/);
    assert.doesNotMatch(declared(), /notifications|glance/);
  });

  it("Swift that the catalogue has by its internal endpoint alone is refused, and good by that", () => {
    lab.on(
      "controller",
      asAdmin(
        "for id in $(openstack endpoint list --service object-store --interface public -f value -c ID </dev/null); do openstack endpoint delete $id; done",
      ),
    );
    lab.set(fragment, quorum);
    const said = refused();
    assert.match(said, /there is no public object-store endpoint in region RegionOne/);
    assert.doesNotMatch(said, /RabbitMQ refuses/);
    lab.set(fragment, `delayed_delete = True\n${quorum}${internal}`);
    const { status, said: done } = up();
    assert.equal(status, 0, done);
  });

  it("the proof says that it cannot see objects go, and has all else", () => {
    const { images, objects, notifications, unproven } = lab.output("proof");
    assert.deepEqual([images.length, objects?.length], [2, 2]);
    assert.ok(notifications?.includes("image.upload"));
    assert.match(unproven.join("\n"), /delayed_delete is on/);
    assert.match(declared(), /notifications\.info\ttrue/);
    assert.match(declared(), /glance\ttrue/);
    assert.doesNotMatch(declared(), /pulumi-glance/);
  });

  it("no owner says where an image lies, by neither API (OSSN-0065)", () =>
    ownersCannotChangeLocations(lab, lab.servicePassword()));

  it("an image of the one format that the API takes is what the proof sends", () => {
    lab.set(fragment, `${quorum}${internal}[image_format]\ndisk_formats = qcow2\n`);
    const { status, said } = up();
    assert.equal(status, 0, said);
    const { images, unproven } = lab.output("proof");
    assert.deepEqual([images.length, unproven], [2, []]);
  });

  it("transient queues where durable ones are is refused, and nothing is changed", () => {
    lab.set(fragment, internal);
    assert.match(refused(), /inequivalent arg 'durable' for exchange 'glance'/);
  });

  it("a port of TLS alone is called so", () => {
    const folder = "/etc/rabbitmq";
    lab.on(
      "controller",
      `cd ${folder} && openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=controller 2>/dev/null && chown rabbitmq k.pem c.pem && printf '%s\\n' 'listeners.ssl.default = 5671' 'ssl_options.certfile = ${folder}/c.pem' 'ssl_options.keyfile = ${folder}/k.pem' 'ssl_options.cacertfile = ${folder}/c.pem' >>rabbitmq.conf && systemctl restart rabbitmq-server`,
    );
    lab.set(fragment, `${quorum}${internal}`);
    lab.set(["glance:broker", "port"], 5671);
    assert.match(refused(), /the port takes TLS only/);
    lab.unset(["glance:broker", "port"]);
  });

  it("a project's id in Swift's place is refused, since the store takes it for a name", () => {
    const list = asAdmin("openstack project show services -f value -c id");
    const id = lab.on("controller", list).trim();
    lab.set(["glance:swift", "project"], id);
    assert.match(refused(), /looks for by its name, not by its id/);
    lab.set(["glance:swift", "project"], "services");
  });

  it("several directories of the file store beside the one are refused", () => {
    lab.on(
      "image1",
      "crudini --set /etc/glance/glance-api.conf file filesystem_store_datadirs /a:100",
    );
    lab.set(["glance:swift", "createContainer"], false);
    assert.match(refused(), /filesystem_store_datadirs = \/a:100/);
  });
});
