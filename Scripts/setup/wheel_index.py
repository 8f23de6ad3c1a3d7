"""Finds the wheels of a project on package indexes, as pip would: PyTorch's own index of CPU builds, then pip's."""
import ast
import os
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

PYTORCH_CPU = "https://download.pytorch.org/whl/cpu"
PYPI = "https://pypi.org/simple"


class Wheel:
    """A file that an index offers."""

    def __init__(self, url):
        address, _, fragment = url.partition("#")
        self.url = address
        self.path = urllib.request.url2pathname(urllib.parse.urlparse(address).path)
        self.name = os.path.basename(self.path)
        self.sha256 = dict(urllib.parse.parse_qsl(fragment)).get("sha256")

    def size(self):
        """Its bytes, as the server tells; None when it does not."""
        try:
            with open_url(self.url, method="HEAD", timeout=20) as reply:
                return int(reply.headers["Content-Length"])
        except (OSError, TypeError, ValueError):
            return None


class Index:
    """A place to look: an index of projects, or (flat) one page or folder with the files of all of them."""

    def __init__(self, url, flat=False, cpu_only=False, timeout=60):
        self.url, self.flat, self.cpu_only, self.timeout = url, flat, cpu_only, timeout


class _Links(HTMLParser):
    """Collects the addresses that a page links to."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.found += [value for name, value in attributes if name == "href" and value]


def indexes():
    """Where to look, in order. PyTorch's own index is given up quickly where it is out of reach."""
    settings = pip_settings()
    yield Index(PYTORCH_CPU, cpu_only=True, timeout=8)
    for place in settings.get("find-links", "").split():
        yield Index(place, flat=True)
    for url in (settings.get("index-url", PYPI) + " " + settings.get("extra-index-url", "")).split():
        yield Index(url)


def pip_settings():
    """What pip is configured with: its files, where there is a pip to ask, then its environment variables."""
    settings = {}
    try:
        command = [sys.executable, "-m", "pip", "config", "list"]
        lines = subprocess.run(command, capture_output=True, text=True, timeout=30).stdout.splitlines()
    except (OSError, subprocess.TimeoutExpired):
        lines = []
    for line in lines:
        match = re.fullmatch(r"(?:global|download|install)\.([\w-]+)=('.*')", line)
        if match:
            settings[match.group(1)] = ast.literal_eval(match.group(2))
    for name in ("index-url", "extra-index-url", "find-links", "cert"):
        value = os.environ.get("PIP_" + name.upper().replace("-", "_"))
        if value:
            settings[name] = value
    return settings


def open_url(url, headers=None, method="GET", timeout=60):
    """A reply to a request; proxies are those of the environment, and certificates also pip's."""
    context = ssl.create_default_context()
    certificate = os.environ.get("PIP_CERT")
    if certificate and os.path.exists(certificate):
        context.load_verify_locations(certificate)
    request = urllib.request.Request(url, headers={"User-Agent": "swift-mask-rcnn-setup", **(headers or {})}, method=method)
    return urllib.request.urlopen(request, timeout=timeout, context=context)


def wheels_at(index, project, pattern):
    """The wheels of a project whose whole name matches, the newest Python's last; none where the index is out of reach."""
    try:
        addresses = _addresses(index, project)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        print(f"setup: {index.url} is out of reach ({reason})", flush=True)
        return []
    wheels = [Wheel(address) for address in addresses]
    return sorted((w for w in wheels if pattern.fullmatch(w.name)), key=lambda w: w.name)


def _addresses(index, project):
    """The addresses of the files that an index lists for a project."""
    folder = index.url[len("file://"):] if index.url.startswith("file://") else index.url
    if index.flat and os.path.isdir(folder):
        return ["file://" + urllib.request.pathname2url(os.path.join(os.path.abspath(folder), f)) for f in os.listdir(folder)]
    page = index.url if index.flat else f"{index.url.rstrip('/')}/{project}/"
    with open_url(page, {"Accept": "text/html"}, timeout=index.timeout) as reply:
        links = _Links()
        links.feed(reply.read().decode("utf-8", "replace"))
        return [urllib.parse.urljoin(reply.geturl(), link) for link in links.found]
