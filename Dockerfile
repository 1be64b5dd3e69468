# Build stage: everything but the C library, ncurses, zlib and libstdc++ is linked in, so that the program needs no Swift.
FROM swift:6.2-bookworm AS build
# Versions follow the base image.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libncurses-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# The packages first: they change less often than the sources.
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
COPY Benchmarks Benchmarks
RUN swift build -c release --static-swift-stdlib --product llama-stream-top \
    && strip -o /llama-stream-top .build/release/llama-stream-top

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libbrotli1 libncursesw6 libstdc++6 libzstd1 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /state --shell /usr/sbin/nologin llama-stream-top \
    && install -d -o llama-stream-top -g llama-stream-top /config /state
COPY --from=build /llama-stream-top /usr/local/bin/llama-stream-top

# A config.yaml in the working folder is read by itself. Here the environment comes before the file: a port or an
# address in it is meant for a machine, not for a container.
WORKDIR /config
ENV PORT=8066 \
    LLAMA_STREAM_TOP_PROXY_HOST=0.0.0.0 \
    XDG_STATE_HOME=/state \
    LC_ALL=C.UTF-8
VOLUME ["/config", "/state"]
EXPOSE 8066
USER 10001
# Listening beyond the container's own loopback needs LLAMA_STREAM_TOP_API_KEY, or LLAMA_STREAM_TOP_INSECURE_LISTEN=true
# where only trusted machines reach the port.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /_top/health HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q '\"ok\"' <&3"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["llama-stream-top"]
CMD ["serve", "--no-tui"]
