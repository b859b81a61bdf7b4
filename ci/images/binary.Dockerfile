# A bridge or a homeserver that somebody else built, as it is: BINARY is its place in the projects' own images.
ARG BASE
FROM ${BASE}
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=apt,target=/run/secrets/apt,required=true \
    --mount=type=cache,id=superbridge-apt-binary,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q && apt-get install -q -y --no-install-recommends \
    ca-certificates libolm3 libstdc++6
ARG BINARY
COPY --chmod=0755 binary ${BINARY}
