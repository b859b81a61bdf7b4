# The door (microsocks) and the reaper.
ARG BASE
FROM ${BASE}
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=apt,target=/run/secrets/apt,required=true \
    --mount=type=cache,id=superbridge-apt-tools,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q && apt-get install -q -y --no-install-recommends microsocks
COPY harness/runtime/reaper.py /opt/reaper.py
EXPOSE 1080 8080
CMD ["python3", "/opt/reaper.py"]
