import gzip

import pytest

from milepost.files.contents import CSV, DOCX, PDF, PPTX, XLSX
from milepost.lib.errors import Invalid

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 40
GIF = b"GIF89a\x01\0\x01\0\0\0\0;"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PNG, "logo.png", "image/png"),
        (PNG, "logo.pdf", "image/png"),
        (GIF, "dot.gif", "image/gif"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 20, "photo.jpg", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 20, "a.webp", "image/webp"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "plan.pdf", PDF),
        (OLE, "old.xls", "application/vnd.ms-excel"),
        (gzip.compress(b"x", mtime=0), "log.gz", "application/gzip"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 30, "a.7z", "application/x-7z-compressed"),
        (b"{\\rtf1\\ansi}", "a.rtf", "application/rtf"),
        (b"name,mrr\nNorthwind,4000\n", "list.csv", CSV),
        ("name,ort\nMüller,Köln\n".encode("cp1252"), "list.csv", CSV),
        ("Grüße".encode("utf-16"), "note.txt", "text/plain"),
        (b"BMW wants a review", "note.txt", "text/plain"),
        (b"We saw <script>alert(1)</script> in the ticket", "note.md", "text/markdown"),
        (b'{"a": 1}', "a.json", "application/json"),
        (b"<?xml version='1.0'?><Project><Name>x</Name></Project>", "plan.xml", "application/xml"),
    ],
)
def test_it_knows_a_file_by_its_content(store, data, name, kind):
    assert store(data, name).content_type == kind


def test_it_knows_office_files_by_what_is_inside(store, zipped):
    assert store(zipped("word/document.xml"), "a.bin").content_type == DOCX
    assert store(zipped("xl/workbook.xml"), "a.zip").content_type == XLSX
    assert store(zipped("ppt/presentation.xml"), "a").content_type == PPTX
    assert store(zipped("readme.txt"), "a.docx").content_type == "application/zip"
    text = b"application/vnd.oasis.opendocument.text"
    assert store(zipped("content.xml", first=text), "a.odt").content_type == text.decode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\0" + b"\0" * 80, "holiday.jpg"),
        (b"\x7fELF" + b"\0" * 40, "a.pdf"),
        (b"#!/bin/sh\nrm -rf /\n", "notes.txt"),
        (b"hello", "notes.txt.exe"),
        (b"alert(1)", "a.js"),
        (b"<html><body>x</body></html>", "page.txt"),
        (b"  \n\xef\xbb\xbf<!DOCTYPE html><p>", "page.csv"),
        ("<html><script>x</script></html>".encode("utf-16"), "page.txt"),
        (b"<!-- x --><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.png"),
        (b"<?xml version='1.0'?><x:html xmlns:x='http://www.w3.org/1999/xhtml'/>", "plan.xml"),
        (b"<html><script>alert(1)</script></html>\n%PDF-1.4\n", "polyglot.pdf"),
        (bytes(range(256)) * 4, "noise.txt"),
        (b"text with a \0 in it", "note.txt"),
        (OLE, "thing.bin"),
    ],
)
def test_it_refuses_programs_pages_and_riddles(store, data, name, files_dir, contents_of):
    with pytest.raises(Invalid) as caught:
        store(data, name)
    assert caught.value.code == "file-type"
    assert contents_of(files_dir) == []


@pytest.mark.parametrize("inside", ["xl/vbaProject.bin", "META-INF/MANIFEST.MF"])
def test_it_refuses_macros_and_packed_programs(store, zipped, inside):
    with pytest.raises(Invalid):
        store(zipped("xl/workbook.xml", inside), "sheet.xlsx")


def test_it_takes_a_gif_that_is_a_script_too_for_a_picture(store):
    assert store(b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//", "a.gif").content_type == "image/gif"


def test_it_narrows_the_types_where_asked(store):
    assert store(b"a,b\n", "list.csv", allowed={CSV}).content_type == CSV
    with pytest.raises(Invalid) as caught:
        store(PNG, "list.csv", allowed={CSV})
    assert caught.value.code == "file-type"


def test_it_survives_a_broken_archive(store):
    assert store(b"PK\x03\x04" + b"\xff" * 100, "a.zip").content_type == "application/zip"
