import pytest

from rolebridge.federation.files import MAX_BYTES, FolderReader, UnreadableFile, refuse_files


@pytest.fixture
def folder(tmp_path):
    inner = tmp_path / "federation"
    (inner / "policies").mkdir(parents=True)
    (inner / "policies" / "read.json").write_text('{\n  "ä": 1\n}\n', encoding="utf-8")
    (tmp_path / "secret.txt").write_text("hunter2")
    return inner


def test_a_file_below_the_folder_is_read_without_its_last_line_break(folder):
    assert FolderReader(folder)("policies/read.json") == '{\n  "ä": 1\n}'
    assert FolderReader(folder)("policies/../policies/read.json") == '{\n  "ä": 1\n}'
    (folder / "dos.json").write_bytes(b"\xef\xbb\xbf{}\r\n")
    assert FolderReader(folder)("dos.json") == "{}"


def test_nothing_outside_the_folder_is_read(folder):
    (folder / "link.json").symlink_to(folder.parent / "secret.txt")
    for name in ("../secret.txt", str(folder.parent / "secret.txt"), str(folder / "policies" / "read.json"), "link.json", "policies/../../secret.txt"):  # fmt: skip
        with pytest.raises(UnreadableFile, match="leads out of the folder"):
            FolderReader(folder)(name)


def test_what_is_no_readable_text_is_refused(folder):
    (folder / "big.json").write_bytes(b" " * (MAX_BYTES + 1))
    (folder / "binary.json").write_bytes(b"\xff\xfe")
    for name, reason in (
        ("none.json", "does not exist"),
        ("policies", "does not exist"),
        ("big.json", "is larger than 1024 KiB"),
        ("binary.json", "is not UTF-8"),
        ("a\0b", "cannot be read"),
        ("x" * 5000, "cannot be read"),
    ):
        with pytest.raises(UnreadableFile, match=reason):
            FolderReader(folder)(name)


def test_a_circle_of_links_is_refused(folder):
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    with pytest.raises(UnreadableFile):
        FolderReader(folder)("a")


def test_standard_input_has_no_folder():
    with pytest.raises(UnreadableFile):
        refuse_files("x.json")
