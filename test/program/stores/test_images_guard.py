import os
import tempfile
import unittest
from unittest import mock

from support import Host

from glance_host.logins.logins import Refused
from glance_host.problem import Problem
from glance_host.stores import images_guard

URL = "mysql+pymysql://glance:pa%24s@db/glance"


class Images(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.host = Host(folder.name)
        self.place = self.host.path(images_guard.CONFIGURATION)
        os.makedirs(os.path.dirname(self.place))
        # As the service reads it: `$` doubled, quotes taken off.
        self.configure("[database]\nconnection = \"%s\"\n" % URL.replace("$", "$$"))

    def configure(self, text):
        with open(self.place, "w") as file:
            file.write(text)

    def ask(self, answer):
        """What is said where the database answers so; None: nothing, all is well."""
        with mock.patch.object(images_guard, "database", side_effect=answer) as database:
            try:
                images_guard.refuse_any(self.host)
            except Problem as problem:
                return str(problem)
        database.assert_called_once_with(URL, images_guard._count)
        return None

    def test_are_no_hindrance_where_there_are_none(self):
        self.assertIsNone(self.ask([0]))

    def test_are_counted_where_an_older_release_has_its_database_too(self):
        for section in ("DEFAULT", "DATABASE"):
            self.configure("[%s]\nsql_connection = %s\n" % (section, URL))
            self.assertIsNone(self.ask([0]))

    def test_are_counted_and_the_way_on_is_told(self):
        self.assertIn("destroy: the Image service has 1 image. Allow it first", self.ask([1]))
        said = self.ask([23])
        self.assertIn("has 23 images.", said)
        self.assertIn("\npulumi config set --path glance:destroy.withImages true\npulumi up\n", said)

    def test_that_cannot_be_counted_are_taken_to_be_there(self):
        said = self.ask(Refused("database glance at db", "connection refused", "see that it runs"))
        self.assertIn("database glance at db: the program cannot find out whether there are images", said)
        self.assertIn("connection refused. see that it runs. Allow it first", said)
        for text in ("[database]\n", "nonsense", None):
            if text is None:
                os.unlink(self.place)
            else:
                self.configure(text)
            said = self.ask([0])
            self.assertIn("the program cannot find out whether there are images", said)
            self.assertIn("glance:destroy.withImages", said)

    def test_are_counted_by_one_query_unless_there_is_no_table(self):
        connection = mock.Mock()
        with mock.patch.dict("sys.modules", sqlalchemy=mock.Mock()):
            connection.dialect.has_table.return_value = False
            self.assertEqual(images_guard._count(connection), 0)
            connection.dialect.has_table.return_value = True
            connection.execute.return_value.scalar.return_value = 5
            self.assertEqual(images_guard._count(connection), 5)


if __name__ == "__main__":
    unittest.main()
