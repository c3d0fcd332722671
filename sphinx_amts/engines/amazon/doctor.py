"""Check an AWS account for use by the engine `amazon`, without paid calls."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.engines.amazon.doctor_findings import (
    Check,
    error_text,
    failed,
    fine,
    not_sure,
    to_fix,
)
from sphinx_amts.engines.amazon.doctor_role import RoleChecks
from sphinx_amts.engines.amazon.faults import NotFound, UnknownOperation
from sphinx_amts.engines.amazon.policies import ResourceNames
from sphinx_amts.engines.amazon.regions import (
    BATCH,
    CUSTOM,
    LISTED,
    settings_without_effect,
)
from sphinx_amts.engines.amazon.service import Service, default_region, has_credentials
from sphinx_amts.engines.amazon.versions import NONE, current_versions
from sphinx_amts.errors import EngineError, EngineThrottled
from sphinx_amts.languages.codes import language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.engines.amazon.options import AmazonOptions
    from sphinx_amts.model import LanguagePair

_PROBE = b"sphinx-amts doctor\n"
_PAUSES = (0.5,)
_NOT_AMAZONS = "the endpoints are not Amazon's own"


class Doctor:
    """Check one AWS account with the options of one language.

    No call costs money. One small object is written into the bucket and deleted again.
    """

    def __init__(self, options: AmazonOptions) -> None:
        self._options = options
        region = options.region or default_region()
        self._region = region
        self._translate, self._s3, self._sts, self._iam = (
            Service(name, region, pauses=_PAUSES)
            for name in ("translate", "s3", "sts", "iam")
        )
        self.blind = False
        """Whether services cannot be called, for lack of a region or credentials."""
        self._account = ""
        self._caller = ""

    @property
    def names(self) -> ResourceNames:
        """Return the names for IAM policies, by options and the checks made so far."""
        options = self._options
        return ResourceNames.of(
            account=self._account,
            bucket=options.bucket,
            folder=options.prefix,
            role_arn=options.role_arn,
            kms_key=options.kms_key,
        )

    def account_checks(self) -> Iterator[Check]:
        """Yield the results of the checks that concern every language.

        Raises:
            EngineNotSetUp: boto3 is not installed.
        """
        basis = [self._check_region(), self._check_credentials()]
        yield from basis
        if any(check.state == "to fix" for check in basis):
            self.blind = True
            if self._options.route != "realtime":
                yield from self._check_settings()
            return
        yield from self._check_translate()
        if self._options.route == "realtime":
            yield fine("bucket and role", "not needed by the route realtime")
            return
        yield from self._check_settings()
        yield from self._check_bucket()
        yield from self._check_role()

    def language_checks(self, languages: LanguagePair, *, ask: bool) -> Iterator[Check]:
        """Yield the results of the checks that concern only *languages*.

        Args:
            languages: source and target language.
            ask: whether to call services of the account.
        """
        codes: list[str] = []
        for code in (languages.source, languages.target):
            amazon = language(code).amazon
            if amazon is None:
                yield to_fix(
                    "language",
                    f"Amazon Translate does not know {code}",
                    "set another engine for this language in amts_languages",
                )
                return
            codes.append(amazon)
        source, target = codes
        options = self._options
        if ineffective := settings_without_effect(
            target, formality=options.formality, profanity=options.profanity
        ):
            yield not_sure(
                "settings",
                f"{ineffective}: without effect in {languages.target}",
                "leave it out for this language",
            )
        if not ask:
            return
        yield self._check_offered(source, target)
        data = replace(options, terminology="")
        yield self._check_resource("parallel data", data, source, target)
        terms = replace(options, parallel_data="")
        yield self._check_resource("terminology", terms, source, target)

    def _check_region(self) -> Check:
        region = self._region
        if not region:
            return to_fix(
                "region",
                "none is set",
                'set "region" in amts_amazon, or AWS_DEFAULT_REGION',
            )
        if self._options.route == "realtime":
            return fine("region", region)
        if region not in BATCH:
            return not_sure(
                "region",
                f"{region} is not among the regions with jobs (as of {LISTED})",
                "if jobs are refused with NotAuthorizedException, take another one",
            )
        if self._options.parallel_data and region not in CUSTOM:
            return not_sure(
                "region",
                f"{region} is not among the regions with Active Custom Translation "
                f"(as of {LISTED}: {', '.join(sorted(CUSTOM))})",
                "if parallel data are refused, take one of those",
            )
        return fine("region", region)

    def _check_credentials(self) -> Check:
        if not has_credentials():
            return to_fix(
                "credentials",
                "boto3 finds none",
                "run `aws configure`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY",
            )
        if not self._region:
            return not_sure("credentials", "not asked without a region")
        if not self._asks_account:
            return not_sure("credentials", f"not asked: {_NOT_AMAZONS}")
        try:
            who = self._sts.call("get_caller_identity")
        except EngineError as exc:
            return failed("credentials", exc, of_access=False)
        self._account, self._caller = str(who["Account"]), str(who["Arn"])
        return fine("credentials", self._caller)

    @property
    def _asks_account(self) -> bool:
        return self._translate.is_amazons or not self._sts.is_amazons

    def _check_translate(self) -> Iterator[Check]:
        for what, operation in (
            ("jobs", "list_text_translation_jobs"),
            ("parallel data", "list_parallel_data"),
            ("terminologies", "list_terminologies"),
        ):
            try:
                self._translate.call(operation, MaxResults=1)
            except UnknownOperation:
                yield not_sure(what, "the endpoint does not list them")
            except EngineError as exc:
                yield failed(what, exc)
            else:
                yield fine(what, "may be listed")

    def _check_bucket(self) -> Iterator[Check]:
        bucket = self._options.bucket
        if not bucket:
            return
        try:
            self._s3.call(
                "list_objects_v2",
                Bucket=bucket,
                Prefix=self._options.folder(),
                MaxKeys=1,
            )
        except NotFound:
            yield to_fix(
                "bucket",
                f"there is no {bucket}",
                f"`aws s3 mb s3://{bucket} --region {self._region}`, or set another "
                "bucket in amts_amazon",
            )
            return
        except EngineError as exc:
            yield failed("bucket", exc)
            return
        yield self._check_bucket_region()
        yield self._check_writing()

    def _check_bucket_region(self) -> Check:
        try:
            answer = self._s3.call("get_bucket_location", Bucket=self._options.bucket)
        except EngineError as exc:
            return not_sure("bucket's region", error_text(exc))
        place = str(answer.get("LocationConstraint") or "us-east-1")
        place = "eu-west-1" if place == "EU" else place
        if place != self._region and self._s3.is_amazons:
            return to_fix(
                "bucket's region",
                f"{place}, while Amazon Translate is used in {self._region}",
                "take a bucket in the same region",
            )
        return fine("bucket's region", place)

    def _check_writing(self) -> Check:
        bucket = self._options.bucket
        key = f"{self._options.folder('doctor')}{secrets.token_hex(8)}"
        try:
            self._s3.call("put_object", Bucket=bucket, Key=key, Body=_PROBE)
            read = self._s3.call("get_object", Bucket=bucket, Key=key)["Body"]
            self._s3.call("delete_object", Bucket=bucket, Key=key)
        except EngineError as exc:
            return failed(f"writing to s3://{bucket}/{key}", exc)
        if read != _PROBE:
            return to_fix(
                "bucket",
                "what is written is not what is read",
                "look at what stands between you and the bucket",
            )
        return fine("bucket", f"{bucket}: written, read and deleted an object")

    def _check_role(self) -> Iterator[Check]:
        arn = self._options.role_arn
        if not arn:
            return
        if self._account and f"::{self._account}:" not in arn:
            yield to_fix(
                "role",
                f"{arn} is not of the account {self._account}",
                "take a role of the same account; roles cannot be passed to others",
            )
            return
        if not self._asks_account:
            yield not_sure("role", f"not asked: {_NOT_AMAZONS}")
            return
        yield from RoleChecks(self._iam, caller=self._caller, names=self.names).run()

    def _check_settings(self) -> Iterator[Check]:
        if not self._options.bucket:
            yield self._missing("bucket", "create one in the region above and set it")
        if not self._options.role_arn:
            yield self._missing("role_arn", "create the role below and set its ARN")

    def _missing(self, option: str, remedy: str) -> Check:
        needs = self._options.route == "batch" or bool(self._options.parallel_data)
        return Check(
            "to fix" if needs else "not sure",
            option,
            "not set" if needs else "not set: single calls only, no parallel data",
            f"{remedy} in amts_amazon",
            of_access=option == "role_arn",
        )

    def _check_offered(self, source: str, target: str) -> Check:
        offered: set[str] = set()
        pair = f"{source} to {target}"
        try:
            for page in self._translate.pages("list_languages", MaxResults=500):
                offered |= {one["LanguageCode"] for one in page.get("Languages", ())}
        except UnknownOperation:
            return not_sure("languages", f"{pair}: the endpoint has no list")
        except EngineError as exc:
            return failed("languages", exc)
        lacking = [code for code in (source, target) if code not in offered]
        if lacking:
            return to_fix(
                "languages",
                f"{pair}: {' and '.join(lacking)} not offered",
                "set another engine for this language in amts_languages",
            )
        return fine("languages", pair)

    def _check_resource(
        self, what: str, options: AmazonOptions, source: str, target: str
    ) -> Check:
        name = options.parallel_data or options.terminology
        if not name:
            return fine(what, "none set")
        try:
            versions = current_versions(options, self._translate, source, target)
        except EngineThrottled as exc:
            return not_sure(what, error_text(exc))
        except EngineError as exc:
            return failed(what, exc, of_access=False)
        used = {versions.parallel_data, versions.terminology} != {NONE}
        unused = "" if used else ": not used by the route realtime"
        return fine(what, f"{name}{unused}")
