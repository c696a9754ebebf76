import contextlib
import json
import os
import sqlite3
import tempfile
import unittest
from unittest import mock

from support import Context, Host

from glance_host.files import snapshot
from glance_host.ini import settings_view
from glance_host.logins import logins
from glance_host.stores import swift_accounts
from glance_host.stores import unreachable_images

DATABASE = "/var/lib/glance/glance.sqlite"
URL = "sqlite:///" + DATABASE
OTHER = "/var/lib/glance/other.sqlite"
REFERENCES = "/etc/glance/glance-swift-store.conf"
ZED = {"DEFAULT": {"enabled_backends": "file:file,http:http"}}
ZED_DROPS = {"DEFAULT": ["stores", "known_stores", "default_store"], "glance_store": ["stores"]}
ZED_SWIFT = {
    "DEFAULT": {"enabled_backends": "file:file,http:http,swift:swift"},
    "swift": {"swift_store_config_file": REFERENCES, "default_swift_reference": "ref1"},
}
KEYSTONE = "http://10.0.0.5:5000/v3"
IMAGE = "swift+config://ref1/glance/%s"


def settings(values, path=settings_view.CONFIGURATION, drop=()):
    """An IniFile of host/document/settings.ts."""
    sections = {
        section: {key: {"value": value, "component": "Test"} for key, value in keys.items()}
        for section, keys in values.items()
    }
    drops = {section: {key: "Test" for key in keys} for section, keys in dict(drop).items()}
    return {"path": path, "ownership": {}, "set": sections, "drop": drops}


def account(project="services", url=KEYSTONE, key="pa%%ss"):
    """A reference file."""
    return {
        "ref1": {
            "user": project + ":swift",
            "key": key,
            "auth_address": url,
            "auth_version": "3",
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        }
    }


def text(values):
    """Settings as a file of ini."""
    return "".join(
        "[%s]\n%s" % (section, "".join("%s = %s\n" % each for each in keys.items()))
        for section, keys in values.items()
    )


class Case(unittest.TestCase):
    """A host with settings, a database and images; and what a document does to them."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)
        self.ledger = {}
        self.made = 0
        for path in ("/etc/glance", os.path.dirname(DATABASE)):
            os.makedirs(self.host.path(path))

    def stands(self, values, path=settings_view.CONFIGURATION, url=URL):
        """The settings that stand on the host."""
        if path == settings_view.CONFIGURATION:
            values = dict(values, database={"connection": url})
        self.write(path, text(values))

    def write(self, path, content):
        os.makedirs(os.path.dirname(self.host.path(path)), exist_ok=True)
        with open(self.host.path(path), "w") as file:
            file.write(content)

    def image(self, *locations, path=DATABASE, image=None, deleted=False):
        """Puts an image into the database: (URL, metadata) of each of its locations."""
        self.made += 1
        image = image or "image-%d" % self.made
        with contextlib.closing(sqlite3.connect(self.host.path(path))) as database, database:
            database.execute("CREATE TABLE IF NOT EXISTS images (id TEXT, deleted BOOLEAN)")
            database.execute(
                "CREATE TABLE IF NOT EXISTS image_locations"
                " (image_id TEXT, value TEXT, meta_data TEXT, deleted BOOLEAN)"
            )
            database.execute("INSERT INTO images VALUES (?, ?)", (image, deleted))
            for url, metadata in locations:
                row = (image, url, metadata if isinstance(metadata, str) else json.dumps(metadata), 0)
                database.execute("INSERT INTO image_locations VALUES (?, ?, ?, ?)", row)
        return image

    def found(self, values=None, *more, drop=ZED_DROPS, url=URL, **parts):
        """What is said of a document that sets these values."""
        document = {
            "settings": [settings(ZED if values is None else values, drop=drop)] + list(more),
            "mounts": [],
            "checks": [{"kind": "database", "url": url, "component": "DatabaseConnection"}],
        }
        document.update(parts)
        self.context = Context(document, self.ledger, self.host)
        before = self.picture()
        problems = unreachable_images.problems(self.context)
        self.assertEqual(self.picture(), before)
        return [str(problem) for problem in problems]

    def picture(self):
        """All files of the host."""
        found = {}
        for folder, _, names in os.walk(self.host.root):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    found[os.path.join(folder, name)] = file.read()
        return found

    def is_not_asked(self):
        """From here on it is an error to ask the database."""
        patch = mock.patch.object(logins, "database", side_effect=AssertionError("asked"))
        patch.start()
        self.addCleanup(patch.stop)


class NamedStores(Case):
    fast = {
        "DEFAULT": {"enabled_backends": "fast:file, http:http"},
        "fast": {"filesystem_store_datadir": "/srv/fast"},
        "glance_store": {"default_backend": "fast"},
    }

    def test_that_go_with_images_are_refused_with_their_number_and_the_way_out(self):
        self.stands(self.fast)
        for number in range(3):
            self.image(("file:///srv/fast/%d" % number, {"store": "fast"}))
        self.assertEqual(
            self.found(),
            [
                "ImageStores: /etc/glance/glance-api.conf [DEFAULT] enabled_backends: store fast has 3"
                " images, which nobody could read any more: the stores will be file:file, http:http."
                " Copy them first to a store that stays (by Glance's import method copy-image, or a new"
                " upload), or give these images up.\n"
                "pulumi config set --path 'glance:abandon.stores[0]' fast\npulumi up"
            ],
        )

    def test_may_go_where_the_stack_gives_them_up(self):
        self.stands(self.fast)
        self.image(("file:///srv/fast/1", {"store": "fast"}))
        abandon = {"stores": ["slow", "fast"], "database": False}
        self.assertEqual(self.found(abandon=abandon), [])
        [said] = self.found(abandon={"stores": ["slow"], "database": True})
        self.assertIn("'glance:abandon.stores[1]' fast", said)

    def test_may_go_without_images(self):
        self.stands(self.fast)
        self.assertEqual(self.found(), [])
        self.image(("file:///srv/fast/1", {"store": "fast"}), deleted=True)
        self.image()
        self.assertEqual(self.found(), [])

    def test_may_go_where_another_store_has_their_images_too(self):
        self.stands(self.fast)
        self.image(("file:///srv/fast/1", {"store": "fast"}), ("http://x/1", {"store": "http"}))
        self.assertEqual(self.found(), [])
        # Of http, one that nobody reads today does not count.
        self.image(("file:///srv/fast/2", {"store": "fast"}), ("rbd://f/p/2/s", {"store": "rbd"}))
        self.assertIn("store fast has 1 image,", self.found()[0])

    def test_that_are_called_otherwise_in_the_same_directory_keep_their_images(self):
        self.stands(dict(self.fast, fast={"filesystem_store_datadir": "/var/lib/glance/images"}))
        self.image(("file:///var/lib/glance/images/1", {"store": "fast"}))
        self.assertEqual(self.found(), [])

    def test_that_go_together_are_told_each_with_a_command_of_its_own(self):
        self.stands({"DEFAULT": {"enabled_backends": "ceph:rbd,cold:s3,http:http"}})
        self.image(("rbd://fsid/images/1/snap", {"store": "ceph"}))
        self.image(("s3://key:secret@host/bucket/2", {"store": "cold"}))
        said = self.found()
        self.assertIn("store ceph has 1 image,", said[0])
        self.assertIn("'glance:abandon.stores[0]' ceph", said[0])
        self.assertIn("'glance:abandon.stores[1]' cold", said[1])
        self.assertNotIn("secret", "".join(said))

    def test_that_become_another_kind_lose_their_images(self):
        self.stands(self.fast)
        self.image(("file:///srv/fast/1", {"store": "fast"}))
        [said] = self.found({"DEFAULT": {"enabled_backends": "fast:rbd"}})
        self.assertIn("the stores will be fast:rbd", said)

    def test_that_stay_cost_no_question(self):
        self.stands(ZED_SWIFT)
        self.stands(account(), REFERENCES)
        self.is_not_asked()
        files = settings(account(key="rotated"), REFERENCES)
        self.assertEqual(self.found(ZED_SWIFT, files), [])

    def test_are_read_with_what_overrides_the_file(self):
        self.stands({})
        self.write("/usr/share/glance/glance-api-dist.conf", text(self.fast))
        self.image(("file:///srv/fast/1", {"store": "fast"}))
        self.assertIn("store fast has 1 image,", self.found()[0])
        self.write("/etc/glance/glance-api.conf.d/stores.conf", text(self.fast))
        # It overrides the document's, too: the store stays.
        self.assertEqual(self.found(), [])

    def test_are_nobody_s_on_a_host_without_glance_or_without_a_database(self):
        self.is_not_asked()
        self.assertEqual(self.found(), [])
        self.write(settings_view.CONFIGURATION, text(self.fast))
        self.assertEqual(self.found(), [])

    def test_are_not_asked_for_where_no_service_is(self):
        self.stands(self.fast)
        self.is_not_asked()
        self.assertEqual(self.found(checks=[]), [])

    def test_that_go_while_the_database_does_not_tell_are_refused(self):
        self.stands(self.fast)
        refused = logins.Refused("database glance", "it is gone", "start it")
        with mock.patch.object(logins, "database", side_effect=refused):
            self.image()
            [said] = self.found()
        self.assertIn("database glance: the program cannot find out whether images could not be read any more", said)
        self.assertIn("it is gone. start it", said)


class Encrypted(Case):
    """Locations are encrypted: the store that they name is plain, their URLs are not."""

    def setUp(self):
        super().setUp()
        values = dict(NamedStores.fast)
        values["DEFAULT"] = dict(values["DEFAULT"], metadata_encryption_key="0123456789abcdef")
        self.stands(values)

    def test_locations_that_name_a_store_are_counted_with_it(self):
        self.image(("gAAAA", {"store": "fast"}))
        self.image(("gAAAB", {"store": "http"}))
        [said] = self.found()
        self.assertIn("store fast has 1 image,", said)
        self.assertNotIn("cannot be told", said)

    def test_locations_that_name_none_are_counted_and_said_to_be_unknown(self):
        self.image(("gAAAA", {}))
        [said] = self.found()
        self.assertIn("store fast has 1 image,", said)
        self.assertIn("metadata_encryption_key hides whether they lie there", said)
        self.assertEqual(self.found(abandon={"stores": ["fast"], "database": False}), [])


    def test_locations_are_lost_with_their_key(self):
        self.stands(dict(ZED, DEFAULT=dict(ZED["DEFAULT"], metadata_encryption_key="0123456789abcdef")))
        self.image(("gAAAA", {"store": "file"}))
        self.assertEqual(self.found(), [])
        wanted = dict(ZED, DEFAULT=dict(ZED["DEFAULT"], metadata_encryption_key="fedcba9876543210"))
        [said] = self.found(wanted)
        self.assertIn("[DEFAULT] metadata_encryption_key: store file has 1 image,", said)
        self.assertNotIn("fedcba", said)
        self.stands(ZED)
        self.image(("file:///var/lib/glance/images/1", {"store": "file"}))
        self.assertIn("Keep the key", self.found(wanted)[0])


class OlderReleases(Case):
    """Stores without names: an image's location says by its scheme alone which one it is."""

    drop = {"DEFAULT": ["known_stores", "default_store"]}
    stein = {"glance_store": {"stores": "file,http,swift", "default_store": "swift"}}

    def test_swift_that_goes_with_images_is_refused(self):
        self.stands(self.stein)
        for url in (IMAGE % 1, "swift+https://services%3Aswift:key@10.0.0.5:5000/v2.0/glance/2"):
            self.image((url, {}))
        self.image(("file:///var/lib/glance/images/3", {}))
        wanted = {"glance_store": {"stores": "file,http", "default_store": "file"}}
        [said] = self.found(wanted, drop=self.drop)
        self.assertIn("[glance_store] stores: store swift has 2 images,", said)
        self.assertIn("the stores will be file, http. Keep the group glance:swift, or", said)

    def test_the_names_of_kilo_and_the_default_store_count(self):
        known = "glance.store.filesystem.Store,glance.store.swift.Store"
        for values in ({"known_stores": known}, {"default_store": "swift"}):
            self.stands({"DEFAULT": values})
            for metadata in ("not json", "[]", '{"store": ["swift"]}'):
                self.image((IMAGE % "x", metadata))
            [said] = self.found({"glance_store": {"stores": "file,http"}}, drop=self.drop)
            self.assertIn("store swift has", said)

    def test_images_stay_readable_wherever_the_directory_goes(self):
        self.stands({"glance_store": {"stores": "file", "filesystem_store_datadir": "/srv/one"}})
        self.image(("file:///srv/one/1", {}))
        wanted = {"glance_store": {"stores": "file,http", "filesystem_store_datadir": "/srv/two"}}
        self.assertEqual(self.found(wanted, drop=self.drop), [])

    def test_the_step_to_named_stores_keeps_what_their_beginnings_find(self):
        self.stands(
            {
                "glance_store": {
                    "stores": "file,http,swift",
                    "swift_store_config_file": REFERENCES,
                    "filesystem_store_datadir": "/srv/images",
                }
            }
        )
        self.stands(account(), REFERENCES)
        self.image((IMAGE % 1, {}))
        self.image(("http://example.org/2", {}))
        files = settings(account(), REFERENCES)
        self.assertEqual(self.found(ZED_SWIFT, files), [])
        self.image(("file:///srv/images/3", {}))
        [said] = self.found(ZED_SWIFT, files)
        self.assertIn("store file has 1 image,", said)
        self.assertIn("do not begin with file:///var/lib/glance/images", said)
        wanted = dict(ZED_SWIFT, file={"filesystem_store_datadir": "/srv/images"})
        self.assertEqual(self.found(wanted, files), [])


class Swift(Case):
    def setUp(self):
        super().setUp()
        self.stands(ZED_SWIFT)
        self.stands(account(), REFERENCES)

    def keeps(self, path, values):
        """The ledger of a stack that has written these keys into a file."""
        keys = {
            section: {
                key: {"lines": [], "wrote": snapshot.digest(value), "component": "Test"}
                for key, value in each.items()
            }
            for section, each in values.items()
        }
        entry = {"former": None, "written": [], "keys": keys, "mixed": False}
        self.ledger.setdefault("settings", {})[path] = entry

    def test_that_the_stack_drops_with_images_is_refused(self):
        self.keeps(settings_view.CONFIGURATION, ZED_SWIFT)
        self.keeps(REFERENCES, account())
        self.image((IMAGE % 1, {"store": "swift"}))
        [said] = self.found()
        self.assertIn("store swift has 1 image,", said)
        self.assertIn("the stores will be file:file, http:http. Keep the group glance:swift, or", said)
        self.assertEqual(self.found(abandon={"stores": ["swift"], "database": False}), [])

    def moved(self, *places, **new):
        """What is said where the account becomes another, which Keystone gives these places."""
        self.logins = []

        def opens(credentials):
            self.logins.append(credentials)
            place = places[len(self.logins) - 1]
            if isinstance(place, Exception):
                raise place
            return mock.MagicMock(), None, place

        with mock.patch.object(swift_accounts, "open_account", side_effect=opens):
            return self.found(ZED_SWIFT, settings(account(**new), REFERENCES))

    def test_that_becomes_another_project_s_is_refused(self):
        self.image((IMAGE % 1, {"store": "swift"}))
        self.image(("file:///var/lib/glance/images/1", {"store": "file"}))
        [said] = self.moved("http://s/v1/AUTH_1", "http://s/v1/AUTH_2", project="images")
        self.assertIn(REFERENCES + " [ref1] user: store swift has 1 image,", said)
        self.assertIn("project services at %s is replaced by project images" % KEYSTONE, said)
        self.assertEqual([login["projectName"] for login in self.logins], ["services", "images"])
        self.assertEqual(self.logins[0]["password"], "pa%ss")

    def test_that_is_the_same_account_by_another_name_is_not(self):
        self.image((IMAGE % 1, {"store": "swift"}))
        self.assertEqual(
            self.moved("http://s/v1/AUTH_1", "http://s/v1/AUTH_1", url="https://keystone:5000/v3"), []
        )

    def test_of_which_keystone_does_not_tell_is_refused(self):
        self.image((IMAGE % 1, {"store": "swift"}))
        [said] = self.moved(logins.Refused("Keystone", "no answer", ""), url="http://other:5000/v3")
        self.assertIn("the program cannot find out whether that is the same account: Keystone: no answer", said)

    def test_in_another_region_is_asked_for_and_refused(self):
        self.stands(dict(ZED_SWIFT, swift=dict(ZED_SWIFT["swift"], swift_store_region="North")))
        self.image((IMAGE % 1, {"store": "swift"}))
        south = dict(ZED_SWIFT, swift=dict(ZED_SWIFT["swift"], swift_store_region="South"))
        with mock.patch.object(swift_accounts, "_place", side_effect=lambda each: each.region):
            [said] = self.found(south, settings(account(), REFERENCES))
        self.assertIn("in region North is replaced by project services", said)

    def test_whose_reference_goes_is_refused(self):
        self.stands({"old": account()["ref1"]}, REFERENCES)
        self.keeps(REFERENCES, {"old": account()["ref1"]})
        self.image(("swift+config://old/glance/1", {"store": "swift"}))
        [said] = self.found(ZED_SWIFT, settings(account(), REFERENCES))
        self.assertIn("%s [old]: store swift has 1 image," % REFERENCES, said)
        self.ledger.clear()
        # An account of somebody else's stays in the file.
        self.assertEqual(self.found(ZED_SWIFT, settings(account(), REFERENCES)), [])

    def test_in_another_container_keeps_images_that_name_their_store(self):
        self.image((IMAGE % 1, {"store": "swift"}))
        swift = dict(ZED_SWIFT["swift"], swift_store_container="images")
        wanted, files = dict(ZED_SWIFT, swift=swift), settings(account(), REFERENCES)
        self.assertEqual(self.found(wanted, files), [])
        self.image((IMAGE % 2, {}))
        self.assertIn("do not begin with swift+config://ref1/images/", self.found(wanted, files)[0])


class Volumes(Case):
    place = "/var/lib/glance/images"

    def setUp(self):
        super().setUp()
        self.stands(ZED)
        entry = {"source": "one:/images", "adopted": False, "unit": "x.mount", "files": {}}
        self.ledger["mounts"] = {self.place: dict(entry)}
        self.image(("file://%s/1" % self.place, {"store": "file"}))

    def mounted(self, source, place=None):
        return self.found(mounts=[{"source": source, "mountPoint": place or self.place}])

    def test_that_are_replaced_by_others_are_refused(self):
        [said] = self.mounted("two:/images")
        self.assertIn("ImageStores: %s: store file has 1 image," % self.place, said)
        self.assertIn("two:/images is mounted there in place of one:/images", said)
        self.assertIn("'glance:abandon.stores[0]' file", said)

    def test_that_are_unmounted_are_refused(self):
        self.assertIn("one:/images is no longer mounted there", self.found()[0])
        self.assertIn("no longer mounted there", self.mounted("one:/images", "/srv/images")[0])

    def test_that_stay_are_not(self):
        self.is_not_asked()
        self.assertEqual(self.mounted("one:images"), [])
        self.ledger["mounts"][self.place]["adopted"] = True
        self.assertEqual(self.found(), [])

    def test_without_images_on_them_may_go(self):
        os.unlink(self.host.path(DATABASE))
        self.image(("file:///srv/other/1", {"store": "file"}))
        self.assertEqual(self.found(), [])


class Databases(Case):
    def setUp(self):
        super().setUp()
        self.stands(ZED)
        self.one = self.image(("file:///var/lib/glance/images/1", {"store": "file"}))

    def test_that_are_replaced_with_images_in_them_are_refused(self):
        self.image()
        [said] = self.found(url="sqlite:///" + OTHER)
        self.assertEqual(
            said,
            "DatabaseConnection: /etc/glance/glance-api.conf [database] connection: database"
            " /var/lib/glance/glance.sqlite has 2 images, which nobody could read any more: the"
            " stack's database does not have them. Copy the database to the stack's one first, or give these"
            " images up.\npulumi config set --path glance:abandon.database true\npulumi up",
        )
        abandon = {"stores": [], "database": True}
        self.assertEqual(self.found(url="sqlite:///" + OTHER, abandon=abandon), [])

    def test_that_were_copied_may_be_replaced(self):
        self.image(path=OTHER, image=self.one)
        self.image(path=OTHER)
        self.assertEqual(self.found(url="sqlite:///" + OTHER), [])
        self.image()
        self.assertIn("has 1 image,", self.found(url="sqlite:///" + OTHER)[0])

    def test_of_which_the_new_one_does_not_tell_are_refused(self):
        refused = logins.Refused("database other", "Access denied", "see the grant")
        rows = unreachable_images.image_rows.Rows({self.one}, {})
        with mock.patch.object(logins, "database", side_effect=[rows, refused]):
            self.write(OTHER, "")
            [said] = self.found(url="sqlite:///" + OTHER)
        self.assertIn("database other: the program cannot find out whether images could not be read any more", said)

    def test_that_were_copied_still_need_their_stores(self):
        self.stands(NamedStores.fast)
        self.image(("file:///srv/fast/2", {"store": "fast"}), image="two")
        self.image(path=OTHER, image=self.one)
        self.image(path=OTHER, image="two")
        [said] = self.found(url="sqlite:///" + OTHER)
        self.assertIn("store fast has 1 image,", said)

    def test_without_images_or_tables_or_a_file_may_be_replaced(self):
        self.stands(ZED, url="sqlite:///" + OTHER)
        self.assertEqual(self.found(), [])
        self.assertFalse(os.path.exists(self.host.path(OTHER)))
        sqlite3.connect(self.host.path(OTHER)).close()
        self.assertEqual(self.found(), [])

    def test_that_do_not_answer_serve_nobody_and_are_told_of(self):
        # As Red Hat's packages name one that nobody has made.
        self.stands(ZED, url="mysql://glance:glance@localhost/glance")
        refused = logins.Refused("database glance at localhost", "refused", "")
        with mock.patch.object(logins, "database", side_effect=refused):
            self.assertEqual(self.found(), [])
        self.assertIn("database glance at localhost stands in", self.context.said[-1])
        self.assertIn("does not answer (refused): it serves no image now", self.context.said[-1])

    def test_are_the_same_by_another_user_password_or_driver(self):
        self.stands(ZED, url="mysql://glance:one@DB/glance?charset=utf8")
        self.is_not_asked()
        self.assertEqual(self.found(url="mysql+pymysql://imager:t%24o@db:3306/glance"), [])

    def test_are_told_apart_by_kind_server_port_and_name_alone(self):
        place = unreachable_images.image_rows.place
        same = [
            "mysql://glance:a@db/glance",
            "mysql+pymysql://glance:p#/?[:@DB:3306/glance?charset=utf8",
            "mysql://db/glance",
        ]
        self.assertEqual({place(url) for url in same}, {("mysql", "db", 3306, "glance")})
        others = ["mysql://g:a@db2/glance", "mysql://g:a@db:3307/glance", "mysql://g:a@db/images"]
        others += ["postgresql://g:a@db/glance", "mysql://g:a@[fd00::5]/glance", URL, "nonsense"]
        self.assertEqual(len({place(url) for url in same + others}), 1 + len(others))
        said = unreachable_images.image_rows.said
        self.assertEqual(said(same[1]), "database glance at DB")
        self.assertEqual(said("mysql://g:a@[fd00::5]:3306/glance"), "database glance at fd00::5")

    def test_whose_password_was_changed_first_answer_by_the_new_one(self):
        old, new = "mysql://glance:old@db/glance", "mysql://glance:new@db/glance"
        self.stands(NamedStores.fast, url=old)
        row = {"one": [unreachable_images.lost_stores.Location("file:///srv/fast/1", "fast")]}
        answers = [
            logins.Refused("database", "Access denied", ""),
            unreachable_images.image_rows.Rows({"one"}, row),
        ]
        with mock.patch.object(logins, "database", side_effect=answers) as asked:
            [said] = self.found(url=new)
        self.assertEqual([call[0][0] for call in asked.call_args_list], [old, new])
        self.assertIn("store fast has 1 image,", said)


class View(Case):
    def view(self, content):
        self.write(settings_view.CONFIGURATION, content)
        return settings_view.present(Context({"settings": []}, {}, self.host))

    def test_takes_the_first_name_that_is_set_and_all_values_of_one_that_stands_twice(self):
        view = self.view("[DEFAULT]\nlast = 1\nlast = 2\nunknown = $nobody\n")
        self.assertEqual(view.value(("nobody", "x"), ("DEFAULT", "last")), "2")
        self.assertEqual(view.values(("DEFAULT", "last")), ["1", "2"])
        self.assertEqual(view.value(("DEFAULT", "unknown")), "$nobody")
        self.assertIsNone(view.value(("default", "last")))

    def test_of_the_future_has_lists_with_our_item_and_former_values_given_back(self):
        self.write(
            settings_view.CONFIGURATION,
            "[a]\nlist = one\nours = new\ntheirs = edited\ngone = x\nstays = y\n",
        )
        file = settings({"a": {"list": "two"}}, drop={"a": ["gone"]})
        file["set"]["a"]["list"]["list"] = "always"
        note = {"lines": ["ours = old", "ours = older"], "component": "Test"}
        keys = {
            "ours": dict(note, wrote=snapshot.digest("new")),
            "theirs": dict(note, wrote=snapshot.digest("new")),
        }
        ledger = {"settings": {file["path"]: {"keys": {"a": keys}}}}
        found = settings_view.future_keys(Context({"settings": [file]}, ledger, self.host), file["path"])
        self.assertEqual(
            found,
            {
                ("a", "list"): ["one,two"],
                ("a", "ours"): ["old", "older"],
                ("a", "theirs"): ["edited"],
                ("a", "stays"): ["y"],
            },
        )


if __name__ == "__main__":
    unittest.main()
