# To pin the base by content as well as by version, write its digest after the tag: `docker buildx imagetools inspect
# python:3.11.14-slim-bookworm` prints it, and the line becomes python:3.11.14-slim-bookworm@sha256:…
FROM python:3.11.14-slim-bookworm AS base

FROM base AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY constraints.txt ./
RUN pip install -c constraints.txt hatchling
COPY . .
RUN pip wheel --no-deps --no-build-isolation -w /wheels .
# The environment has no pip of its own: the base's pip fills it.
RUN python -m venv --without-pip /opt/rivalry \
 && set -- /wheels/*.whl \
 && pip --python /opt/rivalry/bin/python install -c constraints.txt "$1[mcp,postgres,otel]"

FROM base
RUN pip uninstall --yes --quiet --root-user-action=ignore pip setuptools wheel \
 && rm -rf "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')/ensurepip" \
 && install --directory --owner=10001 --group=10001 /data
COPY --from=build /opt/rivalry /opt/rivalry
ENV PATH=/opt/rivalry/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    RIVALRY_DATABASE_URL=sqlite:////data/rivalry.db
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# No proxy: the answer must come from this container.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener as b; b(ProxyHandler({})).open('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["rivalry"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
