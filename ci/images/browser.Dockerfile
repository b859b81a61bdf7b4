# A browser without a screen, for tests of pages: `chromium-headless-shell`, with one family of fonts.
ARG BASE
FROM ${BASE}
RUN --mount=type=secret,id=host,target=/run/secrets/host,required=true \
    --mount=type=secret,id=ca,target=/run/secrets/ca,required=true \
    --mount=type=secret,id=apt,target=/run/secrets/apt,required=true \
    --mount=type=cache,id=superbridge-apt-browser,target=/var/cache/apt,sharing=locked \
    --mount=type=tmpfs,target=/var/lib/apt/lists \
    . /run/secrets/host && apt-get update -q \
    && apt-get install -q -y --no-install-recommends chromium-headless-shell fonts-dejavu-core
CMD ["chromium-headless-shell", "--version"]
