import io
import json
import pathlib

import pytest

import authscan

SAMPLES = pathlib.Path(__file__).parents[2] / "tests" / "data" / "samples"
BROKEN = SAMPLES / "broken" / "get-all-scan-definitions-4.json"


def test_the_documentations_broken_sample_is_repaired():
    report = authscan.recover(BROKEN.read_bytes())
    assert (report.outcome, report.kind) == ("repaired", "definitions")
    assert len(report.value["value"]) == 2
    assert len(report.edits) == 5
    assert report.to_dict()["edits"][0]["code"] == report.edits[0].code


def test_sound_samples_stay_as_they_are():
    for path in sorted(SAMPLES.rglob("*.json")):
        content = path.read_bytes()
        try:
            value = json.loads(content)
        except ValueError:
            continue
        report = authscan.recover(content)
        assert report.outcome == "clean", path
        assert report.text == content and report.value == value


def test_str_and_bytes_give_the_same():
    text = "{'names': ['Zoë', None]}"
    reports = [authscan.recover(text, kind="any"), authscan.recover(text.encode(), kind="any")]
    assert [report.value for report in reports] == [{"names": ["Zoë", None]}] * 2


def test_bytes_that_are_no_utf8_are_read():
    assert authscan.recover(b'{"city": "Z\xfcrich"}', kind="any").value == {"city": "Zürich"}


def test_text_that_is_no_utf8_is_an_error():
    with pytest.raises(UnicodeEncodeError):
        authscan.recover('{"a": "\ud83d"')


def test_a_schema_guides_the_repair():
    schema = authscan.Schema({"type": "object", "properties": {"hours": {"type": "integer"}, "name": {"type": "string"}}})
    report = authscan.recover(b'{"hours": 4 "name": "Nightly"', schema=schema)
    assert report.value == {"hours": 4, "name": "Nightly"}
    assert schema.unused == []
    assert authscan.recover(b'{"hours": 4', schema={"type": "object"}).value == {"hours": 4}


def test_a_schema_that_is_none_is_an_error():
    with pytest.raises(authscan.SchemaError):
        authscan.Schema({"type": "nothing"})
    with pytest.raises(authscan.SchemaError):
        authscan.Schema("{")


@pytest.mark.parametrize("schema", [5, [1], "[1]", {"a"}, {"enum": {1}}, object()])
def test_what_is_not_a_schema_is_an_error_of_one_kind(schema):
    with pytest.raises(authscan.SchemaError):
        authscan.recover(b"{}", schema=schema)


@pytest.mark.parametrize("capture", [None, 5, ["[1]"], memoryview(b"[1]")])
def test_what_is_not_a_capture_is_an_error_that_names_the_types(capture):
    name = type(capture).__name__
    with pytest.raises(TypeError, match=f"bytes, bytearray or str, found {name}"):
        authscan.recover(capture)
    with pytest.raises(TypeError, match=f"bytes, bytearray or str, found {name}"):
        authscan.recover_many([b"[1]", capture])


def test_a_single_capture_is_not_many():
    for capture in ("[1]", b"[1]", bytearray(b"[1]")):
        with pytest.raises(TypeError, match="use recover"):
            authscan.recover_many(capture)
    for threads in (0, -1):
        with pytest.raises(ValueError, match="at least 1"):
            authscan.recover_many([b"[1]"], threads=threads)


def test_binary_data_are_rejected():
    image = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    for report in (authscan.recover(image), authscan.recover(image, kind="any"), authscan.recover_many([image])[0]):
        assert (report.outcome, len(report.edits), report.diagnostics[0].code) == ("rejected", 0, "invalid-utf8")
    assert authscan.recover(b"\0\0\0\0[1, 2]\0\0\0\0", kind="any").value == [1, 2]


def test_unknown_kinds_are_named():
    with pytest.raises(ValueError, match="definitions"):
        authscan.recover(b"{}", kind="definition-list")


def test_rejected_captures_have_no_value():
    report = authscan.recover(b"The scan was not found.")
    assert (report.outcome, report.text) == ("rejected", None)
    with pytest.raises(authscan.Rejected) as caught:
        report.value
    assert caught.value.report is report


def test_secrets_are_not_shown():
    report = authscan.recover(b'{"userName": "u", "password": "hunter2" "x": 1')
    assert b"hunter2" in report.text
    shown = repr(report) + json.dumps(report.to_dict()) + repr(report.edits) + repr(report.diagnostics)
    assert "hunter2" not in shown


def test_check_finds_everything_and_repairs_nothing():
    report = authscan.check(b'{"scanType": "Network", "isActive": "yes", "intervalInHours": "4"}', kind="definition")
    assert report.outcome == "rejected" and not report.conforms
    pointers = {found.pointer for found in report.diagnostics}
    assert {"/isActive", "/intervalInHours"} <= pointers


def test_parse_is_strict():
    assert authscan.parse(b'{"a": [1, 2.5e3]}') == {"a": [1, 2500.0]}
    with pytest.raises(authscan.ParseError) as caught:
        authscan.parse(b'{"a": 1,\n "b" 2}')
    assert (caught.value.code, caught.value.line, caught.value.column) == ("missing-colon", 2, 6)


def test_many_captures_keep_their_order():
    captures = [f'{{"n": {number},}}'.encode() for number in range(500)]
    for threads in (1, 4, None):
        reports = authscan.recover_many(captures, kind="any", threads=threads)
        assert [report.value["n"] for report in reports] == list(range(500))
    assert authscan.recover_many([]) == []


def test_the_names_of_json_repair():
    assert authscan.loads("{'a': True,}") == {"a": True}
    assert authscan.load(io.StringIO("[1, 2")) == [1, 2]
    assert authscan.repair_json("[1 2]") == "[1, 2]"
    assert authscan.repair_json("[1 2]", return_objects=True) == [1, 2]
    assert authscan.loads("[1", skip_json_loads=True) == [1]
    assert authscan.repair_json("{'a': 'é'}", ensure_ascii=False) == '{"a": "é"}'
    assert authscan.repair_json("{'a': 'é'}", ensure_ascii=True) == '{"a": "\\u00e9"}'


def test_schemas_have_their_kinds():
    schemas = authscan.schemas()
    assert list(schemas) == authscan.kinds()
    assert schemas["definitions"]["title"]
    assert schemas != authscan.schemas(open=True)


def test_columns_of_captures():
    pandas = pytest.importorskip("pandas")
    pyarrow = pytest.importorskip("pyarrow")
    from authscan.frames import recover_column

    captures = ['{"a": 1}', '{"a": 1', None, "nothing"]
    frame = recover_column(pandas.Series(captures, index=[3, 1, 4, 5]), kind="any")
    assert list(frame.index) == [3, 1, 4, 5]
    assert list(frame["outcome"].dropna()) == ["clean", "partial", "rejected"]
    assert frame["edits"].iloc[1] == 1
    table = recover_column(pyarrow.array(captures), kind="any")
    assert table.column("document").to_pylist() == ['{"a": 1}', '{"a": 1}', None, None]
