"""Read and write objects of the S3 server that client and emulator share."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sphinx_amts.emulator.refusal import bad_request

REGION = "us-east-1"


class Unreachable(Exception):  # becomes the message of a failed job
    """Raised if a bucket or object cannot be read or written."""


@dataclass(slots=True)
class Buckets:
    """Client of the S3 server that holds the buckets.

    Args:
        endpoint: URL of the S3 server.
    """

    endpoint: str
    _client: Any = field(default=None)

    @property
    def client(self) -> Any:
        """Return the boto3 client of S3, which is created at the first use."""
        if self._client is None:
            import boto3
            from botocore.config import Config

            self._client = boto3.client(
                "s3",
                endpoint_url=self.endpoint,
                region_name=os.environ.get("AWS_REGION", REGION),
                aws_access_key_id="emulator",
                aws_secret_access_key="emulator",
                config=Config(
                    s3={"addressing_style": "path"},
                    retries={"total_max_attempts": 3, "mode": "standard"},
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )
        return self._client

    def names(self, uri: str) -> list[str]:
        """Return the names of the objects in the folder *uri*, relative to the folder.

        Raises:
            Unreachable: the bucket cannot be listed.
        """
        bucket, prefix = split(uri)
        names: list[str] = []
        try:
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=bucket, Prefix=prefix):
                names += [
                    e["Key"].removeprefix(prefix) for e in page.get("Contents", ())
                ]
        except Exception as exc:
            raise Unreachable(f"s3://{bucket}: {exc}") from exc
        return sorted(name for name in names if name)

    def read(self, uri: str) -> bytes:
        """Return the content of the object *uri*.

        Raises:
            Unreachable: the object cannot be read.
        """
        bucket, key = split(uri)
        try:
            body: bytes = self.client.get_object(Bucket=bucket, Key=key)["Body"].read()
        except Exception as exc:
            raise Unreachable(f"{uri}: {exc}") from exc
        return body

    def write(self, uri: str, data: bytes, content_type: str) -> None:
        """Write *data* to the object *uri*.

        Raises:
            Unreachable: the object cannot be written.
        """
        bucket, key = split(uri)
        try:
            self.client.put_object(
                Bucket=bucket, Key=key, Body=data, ContentType=content_type
            )
        except Exception as exc:
            raise Unreachable(f"{uri}: {exc}") from exc

    def location(self, uri: str) -> dict[str, str]:
        """Return the location of the object *uri* as in responses of the service.

        The URL in it can be read without credentials for 30 minutes.
        """
        bucket, key = split(uri)
        url: str = self.client.generate_presigned_url(
            "get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=1800
        )
        return {"RepositoryType": "S3", "Location": url}


def split(uri: str) -> tuple[str, str]:
    """Split an S3 URI into bucket and key."""
    parts = urlsplit(uri)
    return parts.netloc, parts.path.lstrip("/")


def folder(uri: str) -> str:
    """Return *uri* with a slash at its end.

    Assumed: a prefix without a slash means the folder of that name.
    """
    return uri.rstrip("/") + "/"


def input_folder(uri: str) -> str:
    """Return the S3 URI of an input folder with a slash at its end.

    Raises:
        Refused: *uri* is the top level of a bucket.
    """
    _, prefix = split(uri)
    if not prefix.strip("/"):
        raise bad_request("Input must be a folder, not the top level of a bucket.")
    return folder(uri)
