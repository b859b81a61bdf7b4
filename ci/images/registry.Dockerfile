# A registry of our own, to take the published path where no other registry can be reached.
ARG BASE
FROM ${BASE}
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=apt,target=/run/secrets/apt,required=true \
    --mount=type=cache,id=superbridge-apt-registry,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q && apt-get install -q -y --no-install-recommends docker-registry
# Debian's own configuration asks for a password.
RUN printf '%s\n' 'version: 0.1' 'http: {addr: ":5000"}' 'storage: {filesystem: {rootdirectory: /var/lib/docker-registry}}' \
    > /etc/docker/registry/config.yml
EXPOSE 5000
CMD ["docker-registry", "serve", "/etc/docker/registry/config.yml"]
