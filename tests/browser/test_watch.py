"""The watch on the network sees what it is there to see."""

import subprocess
import sys

from tests.browser.server import Dashboard, environment

ASKS = """
import socket
for ask in (socket.gethostbyname, lambda host: socket.getaddrinfo(host, 80)):
    try:
        ask("outside.invalid")
    except OSError:
        pass
"""


def test_a_name_that_a_process_of_the_server_looks_up_is_noticed(tmp_path):
    subprocess.run([sys.executable, "-c", ASKS], env=environment(tmp_path), check=True)
    assert Dashboard(tmp_path, tmp_path / "log").asked_outside() == {"outside.invalid"}


def test_a_page_that_asks_for_something_outside_is_noticed(browser, watched):
    page = browser.new_page()
    watched.watch(page)
    address = "http:" + "/" * 2 + "outside.invalid/picture.png"
    page.set_content(f"<img src='{address}'>", wait_until="commit")
    page.wait_for_timeout(500)
    page.close()
    assert watched.outside() == [address]
    assert len(watched.errors) == 1
