"""Cases about how a file was written: encoding, separators, line ends, quotation marks."""

import codecs

from tests.corpus.case import in_bytes, lines, patients, read, refused, text

SOUND = text(patients())
BEYOND = patients(town=["Łódź", "Αθήνα", "東京", "Graz"] * 10)
LATIN = patients(town=["Köln", "Århus", "Évry", "Graz"] * 10)
GERMAN = text(LATIN, ";", ",", "\r\n")
TOWNS = {"town": ["Köln", "Århus", "Évry"], "age": [30.0, 37.1, 44.2]}
FIRST = {"pid": ["P000", "P001"], "age": [30.0, 37.1], "sodium": [128, 139]}


def cases():
    """Return the cases, each named after what is odd about it."""
    yield read("sound-utf-8", SOUND, values=FIRST, n_rows=40)
    yield from encodings()
    yield from separators()
    yield from line_ends()
    yield from quotation_marks()
    yield from no_tables()


def encodings():
    town = text(LATIN)
    yield read("utf-8-byte-order-mark", codecs.BOM_UTF8 + in_bytes(town), values=FIRST | TOWNS)
    yield read("utf-8-letters-beyond-windows", text(BEYOND), values={"town": ["Łódź", "Αθήνα"]})
    little, big = town.encode("utf-16-le"), town.encode("utf-16-be")
    yield read("utf-16-little-endian", codecs.BOM_UTF16_LE + little, values=TOWNS)
    yield read("utf-16-big-endian", codecs.BOM_UTF16_BE + big, values=TOWNS)
    yield read("utf-16-without-mark", little, "encoding-guessed", values=TOWNS)
    yield read("utf-16-big-endian-without-mark", big, "encoding-guessed", values=TOWNS)
    yield refused("utf-16-cut-in-a-letter", codecs.BOM_UTF16_LE + little[:-1], "characters")
    windows = town.encode("cp1252")
    yield read("windows-1252", windows, "encoding-guessed", values=TOWNS)
    yield read(
        "semicolon-decimal-comma-cp1252", GERMAN.encode("cp1252"), "encoding-guessed", values=TOWNS
    )
    yield refused("bytes-of-no-encoding", windows + b"\x81,\x8d,1,f,no,\x90\n", "characters")
    yield refused("utf-32", codecs.BOM_UTF32_LE + town.encode("utf-32-le"), "not a CSV")


def separators():
    for name, mark in {"semicolon": ";", "tab": "\t", "vertical-bar": "|"}.items():
        yield read(f"{name}-decimal-comma", text(LATIN, mark, ","), values=TOWNS)
        yield read(f"{name}-decimal-point", text(LATIN, mark), values=TOWNS)
    yield read("separator-line", "sep=;\r\n" + GERMAN, "separator-line", values=TOWNS)
    marked = codecs.BOM_UTF8 + in_bytes('"sep=\t"\n' + text(LATIN, "\t"))
    yield read("separator-line-quoted-after-a-mark", marked, "separator-line", values=TOWNS)
    remarked = '# made in a ward, by "nobody"\n##\n' + GERMAN
    yield read("remarks-above", remarked, "notes-above", values=TOWNS)
    named = text(patients()).replace("pid", "#pid", 1)
    yield read("a-name-with-a-hash", named, values={}, n_rows=40)
    yield refused("separator-line-unknown", "sep=:\na:b\n1:2\n", "single column")
    alike = "a;b,c\n" + "".join(f"{i}.5;{i},{i * 3}.5\n" for i in range(9))
    yield read("two-separators-split-alike", alike, "delimiter-guessed")
    other = patients(note=["seen; stable, well", "a|b\tc"] * 20)
    yield read("other-separators-in-quotes", text(other), values={"note": ["seen; stable, well"]})


def line_ends():
    yield read("windows-line-ends", text(patients(), end="\r\n"), values=FIRST, n_rows=40)
    yield read("old-mac-line-ends", text(patients(), end="\r"), values=FIRST, n_rows=40)
    mixed = "".join(line + ("\n", "\r\n", "\r")[i % 3] for i, line in enumerate(lines(LATIN)))
    yield read("mixed-line-ends", mixed, values=TOWNS, n_rows=40)
    yield read("no-line-end-at-the-end", SOUND.rstrip("\n"), values=FIRST, n_rows=40)
    spaced = "\n" + SOUND.replace("\n", "\n\n") + "  \n\n"
    yield read("blank-lines-between", spaced, values=FIRST, n_rows=40)


def quotation_marks():
    doubled = patients(note=['says "no"', "5 mm"] * 20)
    yield read("doubled-quotation-marks", text(doubled), values={"note": ['says "no"', "5 mm"]})
    broken = text(patients(note=["x"] * 40)).replace(",x\n", ',"two\nlines"\n')
    yield read("line-breaks-in-quotes", broken, values={"note": ["two\nlines"]}, n_rows=40)
    every = "".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in lines(patients())
    )
    yield read("every-cell-quoted", every, values=FIRST, n_rows=40)
    inch = text(patients(note=["x"] * 40)).replace(",x\n", ',5" tube\n')
    yield read("stray-mark-inside-a-cell", inch, values={"note": ['5" tube']})
    open_one = SOUND.replace("P003,", '"P003,')
    yield refused("quoted-cell-never-ends", open_one, "quoted cell does not end", "line 5")
    after = SOUND.replace("P003,", '"P003"x,')
    yield refused("text-after-a-closing-mark", after, "quotation mark", "line 5")
    single = "".join('"' + line + '"\n' for line in lines(patients()))
    yield refused("every-line-quoted-as-one", single, "single column")


def no_tables():
    yield refused("zero-bytes", b"", "empty", "0 bytes")
    yield refused("only-blanks", b" \r\n\t\n", "empty")
    yield refused("only-a-byte-order-mark", codecs.BOM_UTF8, "empty")
    yield refused("header-only", lines(patients())[0] + "\n", "no patients", "5 column names")
    yield refused("single-column", "pid\nP1\nP2\n", "single column")
    yield refused("title-above-the-names", "Export of ward 3\n" + SOUND, "single column")
    yield refused("nul-bytes", SOUND.replace("P003", "P\x00\x00\x00"), "not a CSV", "binary")
    yield refused("pdf-renamed", b"%PDF-1.7\n" + bytes(range(256)) * 4, "not a CSV", "PDF")
    yield refused("picture-renamed", b"\x89PNG\r\n\x1a\n" + bytes(256), "not a CSV", "PNG")
    yield refused("random-bytes", bytes((i * 97 + i // 7) % 256 for i in range(5000)), "not a CSV")
    long_cell = SOUND.replace("P003", "P" * 10_000_000)
    yield refused("cell-of-ten-megabytes", long_cell, "cell is too long", "line 5")
    long_line = SOUND.replace("P003", "P," * 5_000_000)
    read_ragged = ("ragged-rows", None)
    yield read("line-of-ten-megabytes", long_line, read_ragged, n_rows=39)
    wide = ",".join(f"c{i}" for i in range(6000))
    yield refused("six-thousand-columns", wide + "\n" + wide + "\n", "too long", "6,000 names")
    yield refused("header-without-end", "n" * 20_000 + ",b\n1,2\n", "too long")
