"""What the deployment files promise, as far as that can be read off them without an engine."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from config.settings import PREFIX, Settings, load_settings

PROJECT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
DEPLOYMENT = (PROJECT / "docs" / "deployment.md").read_text()
REQUIREMENTS = sorted((PROJECT / "requirements").glob("*.txt"))
PROJECT_TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]

each_service = pytest.mark.parametrize("name", SERVICES)
each_requirements_file = pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)


def setting_names(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> set[str]:
    names: set[str] = set()
    for name, field in model.model_fields.items():
        variable = prefix + name.upper()
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names |= setting_names(kind, f"{variable}__")
        else:
            names.add(variable)
    return names


def is_one_shot(service: dict[str, Any]) -> bool:
    return service.get("restart") == "on-failure"


def seconds(duration: str) -> int:
    return int(duration.removesuffix("s"))


def test_every_variable_of_haechi_in_the_files_is_a_setting() -> None:
    texts = (PROJECT / "docker-compose.yml").read_text() + DOCKERFILE + DEPLOYMENT
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", texts))
    assert named
    assert named <= setting_names()


@each_service
def test_the_settings_of_a_service_are_accepted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        assert isinstance(value, str), f"{variable} must be quoted"
        if variable.startswith(PREFIX):
            monkeypatch.setenv(variable, value)
    load_settings()


@each_service
def test_every_service_has_a_health_check_or_ends_by_itself(name: str) -> None:
    service = SERVICES[name]
    if is_one_shot(service):
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["healthcheck"]["test"]
        assert service["restart"] == "unless-stopped"


@each_service
def test_no_service_runs_as_root_or_can_become_it(name: str) -> None:
    user = SERVICES[name]["user"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


@each_service
def test_images_are_pinned_to_a_version(name: str) -> None:
    _, _, tag = SERVICES[name]["image"].partition(":")
    assert re.fullmatch(r"\d+\.\d+(\.\d+)?", tag)


@each_service
def test_a_service_has_a_memory_limit_and_bounded_logs(name: str) -> None:
    assert SERVICES[name]["mem_limit"]
    assert SERVICES[name]["logging"]["options"]["max-size"]


@each_service
def test_what_a_service_waits_for_can_come_about(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        ends = is_one_shot(SERVICES[other])
        expected = "service_completed_successfully" if ends else "service_healthy"
        assert wait["condition"] == expected


def test_only_loopback_ports_are_published() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_redis_keeps_its_data_and_never_evicts() -> None:
    command = SERVICES["redis"]["command"]
    given = dict(zip(command[1::2], command[2::2], strict=True))
    assert given["--appendonly"] == "yes"
    assert given["--appendfsync"] == "everysec"
    assert given["--maxmemory-policy"] == "noeviction"
    assert given["--maxmemory"]


@pytest.mark.parametrize("name", ["kafka", "redis"])
def test_what_must_last_is_in_a_named_volume(name: str) -> None:
    volumes = [volume.partition(":")[0] for volume in SERVICES[name]["volumes"]]
    assert set(volumes) <= set(COMPOSE["volumes"])


def test_there_are_two_workers_with_time_for_an_ordered_stop() -> None:
    worker = SERVICES["worker"]
    assert worker["deploy"]["replicas"] == 2
    assert seconds(worker["stop_grace_period"]) > Settings().worker.shutdown_seconds


@pytest.mark.parametrize("name", ["worker", "topics"])
def test_haechi_writes_to_nothing_but_memory(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert "volumes" not in SERVICES[name]


def test_the_image_runs_as_a_user_and_watches_the_liveness_endpoint() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last_stage, re.MULTILINE)
    port = Settings().worker.web_port
    assert f"http://127.0.0.1:{port}/livez" in last_stage
    assert last_stage.rstrip().endswith('CMD ["haechi", "worker"]')


def test_the_image_installs_nothing_without_its_hash() -> None:
    installs = re.findall(r"pip install .*", DOCKERFILE)
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


def test_everything_the_image_copies_reaches_the_builder() -> None:
    allowed = [
        line.removeprefix("!").rstrip("/")
        for line in (PROJECT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert source.partition("/")[0] in allowed


@each_requirements_file
def test_requirements_are_pinned_with_hashes_and_name_no_index(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    pinned = re.compile(r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\(\n    --hash=sha256:[0-9a-f]{64}( \\)?)+")
    assert [entry for entry in entries if not pinned.fullmatch(entry)] == []


@pytest.mark.parametrize(
    ("file", "extras"),
    [
        ("run.txt", []),
        ("embedded.txt", ["embedded"]),
        ("dev.txt", ["embedded", "dev"]),
        ("train.txt", ["train"]),
    ],
)
def test_every_dependency_is_in_its_requirements_file(file: str, extras: list[str]) -> None:
    wanted = list(PROJECT_TABLE["dependencies"])
    for extra in extras:
        wanted += PROJECT_TABLE["optional-dependencies"][extra]
    pinned = set(
        re.findall(r"^([a-z0-9.-]+)==", (PROJECT / "requirements" / file).read_text(), re.MULTILINE)
    )
    names = {re.split(r"[\[<>=;\s]", entry)[0].lower().replace("_", "-") for entry in wanted}
    assert names <= pinned


def test_make_alone_lists_the_targets() -> None:
    shown = subprocess.run(["make"], cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    for target in ("demo", "test", "check", "bench", "lock", "clean"):
        assert re.search(rf"make {target} +\S", shown)


def test_make_says_what_to_do_when_python_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    (tmp_path / "Makefile").write_text((PROJECT / "Makefile").read_text())
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("build.txt", "dev.txt"):
        (requirements / name).touch()
    done = subprocess.run(
        ["make", "install", f"PYTHON={old}"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "which haechi needs" in done.stderr.splitlines()[0]
    assert not (tmp_path / ".venv").exists()
