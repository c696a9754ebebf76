/** What one release has and another has not: stacks that are sound but for the release's name. */
import { ofSmallest, type BadConfiguration } from "../case";

const v2 = "http://10.0.0.5:35357/v2.0";
const juno = { release: "juno", "identity/authUrl": v2 };
const swift = { authUrl: "http://10.0.0.5:5000/v3", password: "canary" };
const gluster = { server: "10.0.0.6", volume: "images" };

export const releases: readonly BadConfiguration[] = [
  ...ofSmallest("release", [
    [
      "the guide's v2.0 in Queens, which lost it",
      { release: "queens", "identity/authUrl": v2 },
      "identity.authUrl",
      "queens no longer has Keystone's API v2.0, gone since queens",
    ],
    [
      "the guide's v2.0 for Swift in 2026.1",
      { release: "2026.1", swift: { ...swift, authUrl: "http://10.0.0.5:5000/v2.0/" } },
      "swift.authUrl",
      "2026.1 no longer has Keystone's API v2.0, gone since queens",
    ],
    [
      "v2.0 for users in Queens",
      { release: "queens", "identity/publicUrl": v2 },
      "identity.publicUrl",
      "End the URL in /v3",
    ],
    [
      "the role service alone in 2023.1, whose policy lets only members add images",
      { release: "2023.1", "identity/role": "service" },
      "identity.role",
      "would fail after the hosts have changed",
    ],
    [
      "the role service alone in Zed with the new defaults switched on",
      {
        "identity/role": "service",
        extra: { "glance-api.conf": "[oslo_policy]\nenforce_new_defaults = True" },
      },
      "identity.role",
      "may add no image: zed's policy asks for member",
    ],
    [
      "v3 in Juno, which has it not yet",
      { release: "juno" },
      "identity.authUrl",
      "must end in /v2.0: juno does not have Keystone's API v3 yet",
    ],
    ["v3 for Swift in Juno", { ...juno, swift }, "swift.authUrl", "must end in /v2.0"],
    [
      "no version in Juno",
      { release: "juno", "identity/authUrl": "http://10.0.0.5:35357" },
      "identity.authUrl",
      "must end in /v2.0, the version",
    ],
    [
      "no version where there are two",
      { release: "pike", "identity/authUrl": "http://10.0.0.5:5000" },
      "identity.authUrl",
      "must end in /v3 or /v2.0",
    ],
    [
      "a domain with v2.0",
      { ...juno, "identity/domain": "Services" },
      "identity.domain",
      "must be Default",
    ],
    [
      "a domain of Swift's user with v2.0",
      { ...juno, release: "pike", swift: { ...swift, authUrl: v2, domain: "Stores" } },
      "swift.domain",
      "must be Default: Keystone's API v2.0",
    ],
    [
      "a domain of Swift's user in Kilo",
      { release: "kilo", swift: { ...swift, domain: "Stores" } },
      "swift.domain",
      "must be Default: kilo does not have domains of Swift's user yet",
    ],
    [
      "a project's id in Juno",
      { ...juno, "identity/project": "0123456789abcdef0123456789abcdef" },
      "identity.project",
      "must be the project's name",
    ],
    [
      "a registry in Victoria, which lost it",
      { release: "victoria", "api/registry": true },
      "api.registry",
      "Leave api.registry out: glance-api speaks to the database itself",
    ],
    ["a registry in Zed", { "api/registry": true }, "api.registry", "since victoria"],
    [
      "copies by Nova of Pike beside Glance of Ocata",
      {
        release: "ocata",
        filesystem: {},
        compute: { release: "pike", filesystemEntry: "images" },
      },
      "compute.filesystemEntry",
      "pike no longer has",
    ],
    [
      "copies by Nova of Ocata without a file system that is shown",
      { compute: { release: "ocata", filesystemEntry: "images" } },
      "compute.filesystemEntry",
      "needs filesystem",
    ],
    [
      "volumes of Nova of Pike",
      { release: "pike", gluster, "compute/volumeDriver": true },
      "compute.volumeDriver",
      "Leave compute.volumeDriver out",
    ],
    [
      "volumes of Nova of Ocata without one of images",
      { compute: { release: "ocata", volumeDriver: true } },
      "compute.volumeDriver",
      "needs gluster",
    ],
    ["a number", { "compute/release": 2024.1 }, "compute.release", "numbers in quotes"],
    ["Nova's own version", { "compute/release": "15" }, "compute.release", "must be a release"],
  ]),
];
