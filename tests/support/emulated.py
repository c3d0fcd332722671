"""Amazon Translate and S3 on loopback, for tests."""

from __future__ import annotations

import json
import os
import urllib.request
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass

import boto3

from sphinx_amts.emulator.buckets import Buckets
from sphinx_amts.emulator.server import Emulator
from sphinx_amts.emulator.storage_server import storage_server
from sphinx_amts.emulator.store import Durations, Store

BUCKET = "books-of-tests"
ROLE = "arn:aws:iam::123456789012:role/translate"
REGION = "us-east-1"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
AMAZON = {"region": REGION, "bucket": BUCKET, "role_arn": ROLE, "route": "batch"}
EXAMPLES = {
    "A short walk.": "Un paseo corto.",
    "The first loaf.": "El primer pan.",
    "The oven is hot now.": "El horno está caliente ahora.",
}


@dataclass
class Amazon:
    """An emulated account with a bucket.

    Attributes:
        environment: variables by which boto3 finds it.
    """

    emulator: Emulator
    s3_url: str

    @property
    def store(self):
        return self.emulator.store

    @property
    def environment(self):
        return {
            **CREDENTIALS,
            "AWS_ENDPOINT_URL_TRANSLATE": self.emulator.url,
            "AWS_ENDPOINT_URL_S3": self.s3_url,
        }

    def client(self, service="translate"):
        url = self.s3_url if service == "s3" else self.emulator.url
        return boto3.client(
            service,
            endpoint_url=url,
            region_name=REGION,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def put(self, key, data):
        self.client("s3").put_object(Bucket=BUCKET, Key=key, Body=data)
        return f"s3://{BUCKET}/{key}"

    def make_parallel_data(self, name="pairs", target="es", rows=EXAMPLES):
        lines = [f"en,{target}", *(f"{source},{text}" for source, text in rows.items())]
        uri = self.put(f"{name}.csv", "\n".join(lines).encode())
        self.client().create_parallel_data(
            Name=name, ParallelDataConfig={"S3Uri": uri, "Format": "CSV"}
        )
        self.skip(10)

    def keys(self, prefix=""):
        page = self.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [entry["Key"] for entry in page.get("Contents", ())]

    def asked(self, operation):
        """Return the parameters of all calls of an operation."""
        return [
            request["parameters"]
            for request in self.store.requests
            if request["operation"] == operation
        ]

    @property
    def paid_calls(self):
        paid = ("StartTextTranslationJob", "TranslateText", "TranslateDocument")
        return [r["operation"] for r in self.store.requests if r["operation"] in paid]

    @property
    def billed(self):
        """Return how often each text was billed, by target and text."""
        return Counter(
            (line["target"], line["text"]) for line in self.store.meter.lines
        )

    def skip(self, seconds):
        """Set the clock forward and let everything happen that is due."""
        self.store.skipped += seconds
        self.emulator.tick()
        self.emulator.tick()

    def admin(self, path, **given):
        data = json.dumps(given).encode()
        request = urllib.request.Request(
            f"{self.emulator.url}/_emulator/{path}",
            data=data,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


@contextmanager
def storage():
    """An S3 server with the bucket."""
    with storage_server() as url:
        yield url


@contextmanager
def emulated_amazon(s3_url, *, seconds=0.2, folder=None):
    """An emulated account that uses the S3 server at *s3_url*."""
    store = Store(
        Buckets(s3_url),
        folder=folder,
        durations=Durations(job=seconds, stop=seconds, import_=seconds, delete=seconds),
    )
    # tests ask faster than any program; those of the rates set it
    store.rates.limited = False
    with Emulator(store) as emulator:
        amazon = Amazon(emulator, s3_url)
        s3 = amazon.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        yield amazon
        for entry in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
            s3.delete_object(Bucket=BUCKET, Key=entry["Key"])
