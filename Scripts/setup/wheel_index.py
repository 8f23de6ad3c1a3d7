"""Finds the wheels of a project on package indexes: PyTorch's own index of CPU builds, then those that pip is set to."""
import ast
import base64
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
    if settings.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        return
    for url in (settings.get("index-url", "") + " " + settings.get("extra-index-url", "")).split():
        yield Index(url)


def pip_settings():
    """What pip is set to by its files and environment variables, and the index that it takes where they name none."""
    settings = {}
    for line in _pip("config", "list"):
        match = re.fullmatch(r"(?:global|download|install)\.([\w-]+)=('.*')", line)
        if match:
            settings[match.group(1)] = ast.literal_eval(match.group(2))
    for name in ("index-url", "extra-index-url", "find-links", "no-index", "cert"):
        value = os.environ.get("PIP_" + name.upper().replace("-", "_"))
        if value:
            settings[name] = value
    if "index-url" not in settings:
        default = re.search(r"--index-url <url>.*?\(default\s+(\S+?)\)", " ".join(_pip("download", "--help")))
        if default:
            settings["index-url"] = default.group(1)
        elif "find-links" not in settings:
            print("setup: there is no pip to tell its package index; PIP_INDEX_URL names one", flush=True)
    return settings


def _pip(*arguments):
    """The lines that pip prints; none where there is no pip."""
    command = [sys.executable, "-m", "pip", *arguments]
    # Its help breaks no address over two lines then.
    environment = {**os.environ, "COLUMNS": "500"}
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=30, env=environment).stdout.splitlines()
    except (OSError, subprocess.TimeoutExpired):
        return []


def split_credentials(url):
    """An address without user and password, and these; empty where it has none."""
    parts = urllib.parse.urlsplit(url)
    credentials, _, host = parts.netloc.rpartition("@")
    return urllib.parse.urlunsplit(parts._replace(netloc=host)), urllib.parse.unquote(credentials)


def open_url(url, headers=None, method="GET", timeout=60):
    """A reply to a request; proxies are those of the environment, and certificates also pip's."""
    context = ssl.create_default_context()
    certificate = os.environ.get("PIP_CERT")
    if certificate and os.path.exists(certificate):
        context.load_verify_locations(certificate)
    address, credentials = split_credentials(url)
    headers = {"User-Agent": "swift-mask-rcnn-setup", **(headers or {})}
    if credentials:
        headers["Authorization"] = "Basic " + base64.b64encode(credentials.encode()).decode()
    request = urllib.request.Request(address, headers=headers, method=method)
    return urllib.request.urlopen(request, timeout=timeout, context=context)


def wheels_at(index, project, pattern):
    """The wheels of a project whose whole name matches, the newest Python's last; none where the index is out of reach."""
    try:
        addresses = _addresses(index, project)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        print(f"setup: {split_credentials(index.url)[0]} is out of reach ({reason})", flush=True)
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
        return [_with_credentials(urllib.parse.urljoin(reply.geturl(), link), page) for link in links.found]


def _with_credentials(url, page):
    """A file's address, with the page's user and password where it is on the same host, which asks for them again."""
    parts, own = urllib.parse.urlsplit(url), urllib.parse.urlsplit(page).netloc
    return urllib.parse.urlunsplit(parts._replace(netloc=own)) if parts.netloc == own.rpartition("@")[2] else url
