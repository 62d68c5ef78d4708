"""Files of figures are read as KB means them, and refused with a sentence that names the cell."""

import tempfile
import unittest
from pathlib import Path

from arguments import Refused, parse
from figures import BadFigures, parse_figures, read_figures, required_columns, write_figures
from generate import GENERATED, OFFICIAL, generate

GOOD = {
    "municipality": "Mora",
    "code": "2062",
    "year": "2012",
    "BemanService01": "2",
    "Population01": "20000",
    "Besok01": "100",
    "Publ199": "7",
    "Publ299": "3",
    "Publ102": "5",
    "Publ202": "3",
    "Publ120": "2",
}


def text(*rows, columns=None):
    columns = columns or required_columns()
    lines = [",".join(columns)]
    lines += [",".join(row.get(column, "") for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


class Reading(unittest.TestCase):
    def test_blanks_are_zero_and_columns_keep_their_order(self):
        columns = required_columns()[::-1]
        figures = parse_figures(text(GOOD, columns=columns), "file")
        (mora,) = figures.municipalities
        self.assertEqual(figures.columns, tuple(columns))
        self.assertEqual((mora.cells["Publ101"], mora.cells["Publ102"]), (0, 5))
        self.assertEqual(mora.service_points, 2)

    def test_semicolons_a_byte_order_mark_and_windows_lines_are_fine(self):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "excel.csv"
            changed = text(GOOD).replace(",", ";").replace("\n", "\r\n")
            path.write_bytes(b"\xef\xbb\xbf" + changed.encode())
            self.assertEqual(read_figures(path).municipalities[0].name, "Mora")

    def test_a_code_that_lost_its_zero_has_it_again(self):
        figures = parse_figures(text(GOOD | {"code": "180"}), "file")
        self.assertEqual(figures.municipalities[0].code, "0180")

    def test_categories_of_the_whole_form_and_foreign_columns_may_stand_there(self):
        columns = [*required_columns(), "Publ107", "Publ207", "comment"]
        row = GOOD | {"Publ107": "1", "Publ207": "1", "Publ199": "8", "Publ299": "4"}
        figures = parse_figures(text(row, columns=columns), "file")
        self.assertEqual(figures.municipalities[0].occasions("107"), 1)
        self.assertNotIn("comment", figures.columns)

    def test_no_staffed_service_point_still_needs_an_agent(self):
        figures = parse_figures(text(GOOD | {"BemanService01": ""}), "file")
        self.assertEqual(figures.municipalities[0].service_points, 1)

    def test_what_is_wrong_is_named(self):
        cases = [
            ({"Publ199": "8"}, "Mora (2062), Publ199: 8, but Publ101…Publ120 add up to 7."),
            ({"Publ299": "2"}, "Mora (2062), Publ299: 2, but Publ201…Publ220 add up to 3."),
            ({"Publ202": "6", "Publ299": "6"}, "Publ202: 6 occasions for children"),
            ({"Besok01": "many"}, "Mora (2062), Besok01: “many” is not a whole number"),
            ({"Besok01": "-1"}, "Besok01: “-1”"),
            ({"Besok01": "1.5"}, "Besok01: “1.5”"),
            ({"Besok01": "٣"}, "Besok01: “٣”"),
            ({"Besok01": "100000000"}, "more than KB's form takes"),
            ({"code": "20625"}, "“20625”"),
            ({"code": "sjukhus"}, "“sjukhus”"),
            ({"municipality": ""}, "no name"),
            ({"year": "2011"}, "begin in 2012"),
            ({"year": ""}, "begin in 2012"),
        ]
        for change, sentence in cases:
            with self.subTest(change), self.assertRaises(BadFigures) as raised:
                parse_figures(text(GOOD | change), "file")
            self.assertIn(sentence, str(raised.exception))

    def test_files_that_are_no_figures_are_refused(self):
        two = {"code": "2063", "municipality": "Älvdalen"}
        cases = [
            ("", "empty"),
            (text(), "no municipality"),
            (text(GOOD).replace("Publ112", "Publ1l2"), "no column Publ112"),
            (text(GOOD, columns=[*required_columns(), "Besok01"]), "Besok01 twice"),
            (text(GOOD) + "Mora,1\n", "row 3: 2 cells"),
            (text(GOOD, GOOD), "2062 stands for both Mora and Mora"),
            (text(GOOD, GOOD | two | {"year": "2013"}), "years 2012 and 2013"),
        ]
        for content, sentence in cases:
            with self.subTest(sentence), self.assertRaises(BadFigures) as raised:
                parse_figures(content, "file")
            self.assertIn(sentence, str(raised.exception))

    def test_what_is_written_reads_the_same(self):
        figures = read_figures(OFFICIAL)
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "again.csv"
            write_figures(path, figures)
            self.assertEqual(read_figures(path), figures)


class TheBuiltInFigures(unittest.TestCase):
    def test_official_cells_are_those_of_kb(self):
        karlstad = next(m for m in read_figures(OFFICIAL).municipalities if m.code == "1780")
        cells = karlstad.cells
        self.assertEqual((cells["Besok01"], cells["Publ199"], cells["Publ299"]), (463652, 196, 53))

    def test_generated_ones_are_what_the_generator_makes(self):
        self.assertEqual(read_figures(GENERATED), generate())

    def test_together_they_are_the_county(self):
        self.assertEqual(len(parse([]).figures.municipalities), 16)
        self.assertEqual(len(parse([]).generated), 13)
        self.assertEqual(len(parse(["--quick"]).figures.municipalities), 3)


class Arguments(unittest.TestCase):
    def test_each_mistake_has_its_status(self):
        with tempfile.TemporaryDirectory() as directory:
            bad = Path(directory) / "bad.csv"
            bad.write_text(text(GOOD | {"Publ199": "9"}))
            latin = Path(directory) / "latin.csv"
            latin.write_bytes(text(GOOD | {"municipality": "Åre"}).encode("latin-1"))
            cases = [
                (["--figures", str(bad)], 65),
                (["--figures", str(latin)], 65),
                (["--figures", directory], 66),
                (["--figures", f"{directory}/none.csv"], 66),
                (["--seed", "x"], 64),
                (["--out", directory], 64),
                (["--out", str(bad)], 64),
                (["--slow"], 64),
                (["--figures"], 64),
            ]
            for arguments, status in cases:
                with self.subTest(arguments), self.assertRaises(Refused) as raised:
                    parse(arguments)
                self.assertEqual(raised.exception.status, status)


if __name__ == "__main__":
    unittest.main()
