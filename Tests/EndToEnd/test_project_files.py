"""Scripts, container files and examples: checked by their linters and against the program itself."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import proxy as program
import pytest
import yaml
from proxy import INDEPENDENT, PROJECT

TOOLS = Path(sys.executable).parent


def check(*command):
    ended = subprocess.run([str(word) for word in command], cwd=PROJECT, text=True, capture_output=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_shell_scripts():
    scripts = [path for path in [*PROJECT.glob("scripts/*"), PROJECT / ".ci/run"]
               if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")]
    assert len(scripts) >= 4
    check(TOOLS / "shellcheck", *scripts)


def test_dockerfile_is_clean():
    check(TOOLS / "hadolint", "--failure-threshold", "info", "Dockerfile")


def test_dockerfile_copies_what_the_package_has():
    text = (PROJECT / "Dockerfile").read_text()
    copied = set(re.findall(r"^COPY (\w+) \1$", text, re.M))
    ignored = {line.strip("/") for line in (PROJECT / ".dockerignore").read_text().split()}
    assert copied == set(re.findall(r'path: "(\w+)', (PROJECT / "Package.swift").read_text())) | {"Sources", "Tests"}
    assert all((PROJECT / name).is_dir() for name in copied) and not copied & ignored


def test_container_variables_reach_the_program(tmp_path):
    image = dict(re.findall(r"(?:^ENV |^    )([A-Z_]+)=(\S+)", (PROJECT / "Dockerfile").read_text(), re.M))
    compose = yaml.safe_load((PROJECT / "compose.yaml").read_text())
    variables = {**image, **compose["services"]["proxy"]["environment"]}
    listing = program.run("config", "print", folder=tmp_path, environment=variables)
    assert listing.returncode == 0, listing.stderr
    named = set(re.findall(r"# (?:environment )?([A-Z_]+)$", listing.stdout, re.M))
    assert named - set(INDEPENDENT) == set(variables) - {"XDG_STATE_HOME", "LC_ALL"}


def test_compose_file_hangs_together():
    compose = yaml.safe_load((PROJECT / "compose.yaml").read_text())
    proxy = compose["services"]["proxy"]
    assert set(proxy["depends_on"]) < set(compose["services"])
    named = {mount.split(":")[0] for service in compose["services"].values() for mount in service["volumes"]
             if isinstance(mount, str) and not mount.startswith(".")}
    assert named == set(compose["volumes"])
    # Nobody else may reach a proxy that asks for no key.
    assert all(port.startswith("127.0.0.1:") for port in proxy["ports"])
    assert "ports" not in compose["services"]["llama-server"]


def has_compose():
    return shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0


@pytest.mark.skipif(not has_compose(), reason="docker compose is not installed here")
def test_compose_file_is_valid():
    check("docker", "compose", "-f", "compose.yaml", "config", "--quiet")


def test_pictures_show_what_they_are_called():
    """Each picture is one that the script takes, only when the list or tab of its name is on the screen; all are shown."""
    script = (PROJECT / "scripts/screenshots.py").read_text()
    shows = ast.literal_eval(re.search(r"^SHOWS = (\{.*?^\})", script, re.M | re.S)[1])
    pictures = {path.stem for path in (PROJECT / "screenshots").glob("*.png")}
    assert pictures and not [name for name in pictures if name.split("-")[0] not in shows]
    names = {"overview": "Requests", "attach": "Requests"}
    for name, words in shows.items():
        part = name.split("-")[0]
        assert words[0].strip("[]").split()[-1] == names.get(part, part.capitalize()), name
    texts = "".join((PROJECT / file).read_text() for file in ["README.md", "docs/monitor.md"])
    for name in re.findall(r"screenshots/([\w.-]+)", texts):
        assert (PROJECT / "screenshots" / name).exists(), name


def test_example_settings_are_right(tmp_path):
    shutil.copy(PROJECT / "config.example.yaml", tmp_path / "config.yaml")
    ended = program.run("config", "check", folder=tmp_path)
    assert ended.returncode == 0 and "unknown" not in ended.stdout + ended.stderr


def test_example_settings_are_the_defaults(tmp_path):
    values = yaml.safe_load(program.run("config", "print", folder=tmp_path).stdout)
    for key, value in yaml.safe_load((PROJECT / "config.example.yaml").read_text()).items():
        assert values[key] == value, key
