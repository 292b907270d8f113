import stat

from mtl_core.storage import cohort_path, fingerprint_of, keep_cohort


def test_the_fingerprint_is_sha_256():
    # FIPS 180-2, appendix B.1
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint_of(b"abc") == expected


def test_a_cohort_is_kept_once_under_its_fingerprint(tmp_path):
    kept = keep_cohort(tmp_path / "cohorts", b"age\n1\n")
    before = kept.stat().st_ino
    assert keep_cohort(tmp_path / "cohorts", b"age\n1\n") == kept
    assert kept == cohort_path(tmp_path / "cohorts", fingerprint_of(b"age\n1\n"))
    assert kept.stat().st_ino == before
    assert kept.read_bytes() == b"age\n1\n"


def test_a_kept_cohort_that_was_cut_short_is_written_again(tmp_path):
    kept = keep_cohort(tmp_path, b"age\n1\n")
    kept.write_bytes(b"age")
    assert keep_cohort(tmp_path, b"age\n1\n").read_bytes() == b"age\n1\n"


def test_the_folder_of_cohorts_is_for_its_owner_only(tmp_path):
    keep_cohort(tmp_path / "cohorts", b"age\n1\n")
    assert stat.S_IMODE((tmp_path / "cohorts").stat().st_mode) == 0o700
