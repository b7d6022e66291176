# The image holds the locked dependencies and the five folders of the application. The project itself is never
# installed: its packages have plain names, which only the working folder may provide.

FROM python:3.11-slim AS dependencies
COPY requirements.txt /requirements.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
RUN groupadd --gid 10001 caseroom \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin caseroom \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=dependencies /venv /venv
WORKDIR /app
COPY workflows ./workflows
COPY config ./config
COPY storage ./storage
COPY commands ./commands
COPY bot ./bot
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
