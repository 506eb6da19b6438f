# The worker's image; also runs `haechi topics create`. Build: docker build --tag haechi .
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/haechi
ENV PATH=/opt/haechi/bin:$PATH

# The dependencies first: this layer stays while only the code changes.
COPY requirements/build.txt requirements/run.txt requirements/
RUN pip install --require-hashes -r requirements/build.txt -r requirements/run.txt

COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY detectors detectors
COPY streams streams
RUN pip install --no-deps --no-build-isolation . && pip uninstall --yes setuptools pip


FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /var/lib/haechi haechi \
    && install --directory --owner haechi --group haechi --mode 0700 /var/lib/haechi
COPY --from=build /opt/haechi /opt/haechi
ENV PATH=/opt/haechi/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

# Faust makes its data directory in the working directory; nothing in it has to be kept.
WORKDIR /var/lib/haechi
USER 10001:10001
EXPOSE 6066
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:6066/livez', timeout=4)"]
CMD ["haechi", "worker"]
