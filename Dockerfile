# The page and the API in a container:
#   docker build -t shuzi .
#   docker run --rm -p 8000:8000 -v shuzi:/data shuzi
FROM python:3.12-slim

RUN useradd --create-home reader && mkdir /data && chown reader /data
WORKDIR /shuzi
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src src
RUN pip install --no-cache-dir -c constraints.txt ".[serve,formats]"

USER reader
# What people correct is kept in the volume, and a model that learnt from it is looked for there.
ENV SHUZI_HOME=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD python -c "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/v2/health/ready')"
CMD ["shuzi", "serve", "--host", "0.0.0.0"]
